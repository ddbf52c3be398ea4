package vn.phigate.month;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import vn.phigate.month.Month.BankFile;
import vn.phigate.month.Month.Line;

/** A statement as its bank gives it away: a workbook, separated text, HTML that calls itself a workbook, or camt.053; one shape an account. */
final class BankFiles {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    private BankFiles() {}

    static BankFile write(Statement statement) {
        int account = Math.floorMod(statement.account().hashCode(), 3);
        String stem = statement.account() + "-" + statement.to();
        int lines = statement.lines().size();
        return switch (statement.bin()) {
            case BankHand.VIETCOMBANK ->
                switch (account) {
                    case 0 -> workbook(stem, lines, vietcombank(statement));
                    case 1 -> workbook(stem, lines, cashUp(statement));
                    default -> text(stem + ".xls", lines, html(vietcombank(statement)));
                };
            case BankHand.BIDV -> workbook(stem, lines, bidv(statement));
            case BankHand.VIETINBANK -> workbook(stem, lines, vietinbank(statement));
            case BankHand.MB -> text(stem + ".csv", lines, csv(";", mb(statement)));
            case BankHand.AGRIBANK -> text(stem + ".csv", lines, csv(",", agribank(statement)));
            case BankHand.TECHCOMBANK -> text(stem + ".xml", lines, camt(statement));
            default ->
                account == 0
                        ? text(stem + ".xml", lines, camt(statement))
                        : text(stem + ".csv", lines, csv("|", vpbank(statement)));
        };
    }

    private static List<List<String>> vietcombank(Statement s) {
        List<List<String>> rows = head(s);
        rows.add(List.of("Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Số dư", "Mô tả"));
        long balance = s.openingVnd();
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    day(line),
                    line.reference(),
                    debit(line, ",", ""),
                    credit(line, ",", ""),
                    number(balance, ","),
                    line.narrative()));
        }
        rows.add(List.of("Số dư cuối kỳ", number(balance, ",")));
        return rows;
    }

    private static List<List<String>> cashUp(Statement s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Số tài khoản/ Account No: " + s.account()));
        rows.add(List.of("Số dư đầu kỳ/ Opening balance", number(s.openingVnd(), ",") + " VND"));
        rows.add(List.of(
                "STT\nNo.",
                "Ngày giao dịch/ Số CT\nTNX Date/ Doc No",
                "Số tiền ghi nợ\nDebit",
                "Số tiền ghi có\nCredit",
                "Số dư\nBalance",
                "Nội dung chi tiết\nTransactions in detail"));
        long balance = s.openingVnd();
        int position = 0;
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    String.valueOf(++position),
                    day(line) + "          " + line.reference(),
                    debit(line, ",", ""),
                    credit(line, ",", ""),
                    number(balance, ","),
                    line.narrative()));
        }
        rows.add(List.of("Số dư cuối kỳ/ Closing balance", number(balance, ",") + " VND"));
        return rows;
    }

    private static List<List<String>> bidv(Statement s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NGÂN HÀNG TMCP ĐẦU TƯ VÀ PHÁT TRIỂN VIỆT NAM"));
        rows.add(List.of(
                "SỐ TÀI KHOẢN: " + s.account(),
                "",
                "",
                "SỐ TÀI KHOẢN CŨ: 12310000" + s.account().substring(5)));
        rows.add(List.of("STT", "Ngày hiệu lực", "Số chứng từ", "Ghi nợ", "Ghi có", "Số dư", "Mô tả"));
        rows.add(List.of("", "DƯ ĐẦU", "", "", "", number(s.openingVnd(), ","), ""));
        long balance = s.openingVnd();
        int position = 0;
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    String.valueOf(++position),
                    day(line) + " 08:00:00",
                    line.reference(),
                    debit(line, ",", ""),
                    credit(line, ",", ""),
                    number(balance, ","),
                    line.narrative()));
        }
        rows.add(List.of("", "DƯ CUỐI", "", "", "", number(balance, ","), ""));
        return rows;
    }

    private static List<List<String>> vietinbank(Statement s) {
        List<List<String>> rows = head(s);
        rows.add(List.of(
                "STT",
                "Ngày giao dịch",
                "Ngày hạch toán\nAccounting date",
                "Mô tả giao dịch",
                "Nợ/Debit",
                "Có/Credit",
                "Số dư TK",
                "Số giao dịch/Transaction No"));
        long balance = s.openingVnd();
        int position = 0;
        String above = "";
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            String day = day(line);
            rows.add(List.of(
                    String.valueOf(++position),
                    day.equals(above) ? "" : day,
                    day.equals(above) ? "" : day,
                    line.narrative(),
                    debit(line, ",", ""),
                    credit(line, ",", ""),
                    number(balance, ","),
                    line.reference()));
            above = day;
        }
        return rows;
    }

    private static List<List<String>> mb(Statement s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Số tài khoản", s.account()));
        openingOfOneLine(rows, s);
        rows.add(List.of("Ngày hạch toán", "Số bút toán", "Phát sinh nợ", "Phát sinh có", "Số dư", "Nội dung"));
        long balance = s.openingVnd();
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    day(line),
                    line.reference(),
                    debit(line, ",", ".00"),
                    credit(line, ",", ".00"),
                    number(balance, ",") + ".00",
                    line.narrative()));
        }
        return rows;
    }

    private static List<List<String>> agribank(Statement s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Số tài khoản", s.account()));
        openingOfOneLine(rows, s);
        rows.add(List.of("trdt", "acctccyamt", "aftrbal", "rem", "trcdnm", "tomgntno"));
        long balance = s.openingVnd();
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    line.day().format(DateTimeFormatter.BASIC_ISO_DATE),
                    String.valueOf(line.amountVnd()),
                    String.valueOf(balance),
                    line.narrative(),
                    line.amountVnd() < 0 ? "OUT" : "IN",
                    line.reference()));
        }
        return rows;
    }

    private static List<List<String>> vpbank(Statement s) {
        List<List<String>> rows = head(s);
        rows.add(List.of(
                "Ngày giao dịch", "Mã giao dịch", "Ghi nợ", "Ghi có", "Số dư sau giao dịch", "Nội dung giao dịch"));
        long balance = s.openingVnd();
        for (Line line : s.lines()) {
            balance += line.amountVnd();
            rows.add(List.of(
                    day(line),
                    line.reference(),
                    debit(line, ".", ""),
                    credit(line, ".", ""),
                    number(balance, "."),
                    line.narrative()));
        }
        return rows;
    }

    private static List<List<String>> head(Statement s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SAO KÊ TÀI KHOẢN"));
        rows.add(List.of("Số tài khoản", s.account()));
        rows.add(List.of("Từ ngày", DAY.format(s.from()), "", "Đến ngày", DAY.format(s.to())));
        rows.add(List.of("Số dư đầu kỳ", number(s.openingVnd(), s.bin().equals(BankHand.VPBANK) ? "." : ",")));
        return rows;
    }

    /** One balance alone proves nothing: of a day with one line the desk downloads the form that says with what it began. */
    private static void openingOfOneLine(List<List<String>> rows, Statement s) {
        if (s.lines().size() == 1) {
            rows.add(List.of("Số dư đầu kỳ", number(s.openingVnd(), ",")));
        }
    }

    private static String day(Line line) {
        return DAY.format(line.day());
    }

    private static String debit(Line line, String group, String tail) {
        return line.amountVnd() < 0 ? number(-line.amountVnd(), group) + tail : "";
    }

    private static String credit(Line line, String group, String tail) {
        return line.amountVnd() > 0 ? number(line.amountVnd(), group) + tail : "";
    }

    private static String number(long vnd, String group) {
        return String.format(Locale.ROOT, "%,d", vnd).replace(",", group);
    }

    private static BankFile workbook(String stem, int lines, List<List<String>> rows) {
        return new BankFile(stem + ".xlsx", Workbook.of(rows), lines, true);
    }

    private static BankFile text(String name, int lines, String text) {
        return new BankFile(name, text.getBytes(StandardCharsets.UTF_8), lines, true);
    }

    private static String csv(String separator, List<List<String>> rows) {
        return rows.stream()
                        .map(row -> row.stream()
                                .map(cell -> cell.contains(separator) || cell.contains("\"")
                                        ? "\"" + cell.replace("\"", "\"\"") + "\""
                                        : cell)
                                .collect(Collectors.joining(separator)))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String html(List<List<String>> rows) {
        var html = new StringBuilder("<html><head><meta charset=\"utf-8\"></head><body><table border=1>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(markup(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</table></body></html>\n").toString();
    }

    private static String camt(Statement s) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M"
                + s.account() + s.to() + "</MsgId><CreDtTm>" + s.to().plusDays(1)
                + "T05:00:00</CreDtTm></GrpHdr><Stmt><Id>" + s.account() + "-" + s.from() + "-" + s.to()
                + "</Id><FrToDt><FrDtTm>" + s.from() + "T00:00:00</FrDtTm><ToDtTm>" + s.to()
                + "T23:59:59</ToDtTm></FrToDt><Acct><Id><Othr><Id>" + s.account()
                + "</Id></Othr></Id><Ccy>VND</Ccy></Acct>");
        balance(xml, "OPBD", s.openingVnd(), s.from());
        balance(xml, "CLBD", s.closingVnd(), s.to());
        for (Line line : s.lines()) {
            xml.append("<Ntry><Amt Ccy=\"VND\">")
                    .append(Math.abs(line.amountVnd()))
                    .append("</Amt><CdtDbtInd>")
                    .append(line.amountVnd() < 0 ? "DBIT" : "CRDT")
                    .append("</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>")
                    .append(line.day())
                    .append("</Dt></BookgDt><AcctSvcrRef>")
                    .append(line.reference())
                    .append("</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>")
                    .append(markup(line.narrative()))
                    .append("</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        return xml.append("</Stmt></BkToCstmrStmt></Document>\n").toString();
    }

    private static void balance(StringBuilder xml, String type, long vnd, LocalDate day) {
        xml.append("<Bal><Tp><CdOrPrtry><Cd>")
                .append(type)
                .append("</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">")
                .append(Math.abs(vnd))
                .append("</Amt><CdtDbtInd>")
                .append(vnd < 0 ? "DBIT" : "CRDT")
                .append("</CdtDbtInd><Dt><Dt>")
                .append(day)
                .append("</Dt></Dt></Bal>");
    }

    static String markup(String text) {
        return Arrays.stream(text.split("", -1))
                .map(c -> switch (c) {
                    case "&" -> "&amp;";
                    case "<" -> "&lt;";
                    case ">" -> "&gt;";
                    default -> c;
                })
                .collect(Collectors.joining());
    }
}
