package vn.phigate.reconciliation.statements.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.Preview;
import vn.phigate.reconciliation.statements.PreviewStatement;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Recorded;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.Verdict;

class TabularFormatTest {
    private static final String ABOVE = """
            NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM
            SAO KÊ TÀI KHOẢN
            Số tài khoản:,0011004012345
            Loại tiền:,VND
            Từ ngày:,01/04/2026,Đến ngày:,01/04/2026
            Số dư đầu kỳ:,"1,000,000"
            """;
    private static final String HEADER = "Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n";
    private static final String ROWS = """
            01/04/2026,5243.65937,,"30,000","1,030,000",MBVCB.1.H26.00004-250717-0001 nop phi
            01/04/2026,5243.65938,,"30,000","1,060,000",MBVCB.1.H26.00004-250717-0001 nop phi
            01/04/2026 15:20:05,5243.65939,"11,000",0,"1,049,000","Thu phí, dịch vụ"
            """;
    private static final String BELOW =
            "Tổng số,,\"11,000\",\"60,000\"\nSố dư cuối kỳ:,\"1,049,000\"\nNgười lập biểu,,,Kiểm soát viên\n";

    @Test
    void readsWholeStatement_whenEverythingHolds() {
        Recorded read = Recorded.of(ABOVE + HEADER + ROWS + BELOW);
        assertThat(read.findings).isEmpty();
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.format).isEqualTo(new FileFormat("CSV", true));
        assertThat(read.headers).containsExactly(new StatementHeader("0011004012345", "970436", null, null, "VND"));
        assertThat(read.lines).hasSize(3);
        ReadLine third = read.lines.get(2);
        assertThat(third.position()).isEqualTo(3);
        assertThat(third.fileLine()).isEqualTo(10);
        assertThat(third.credit()).isFalse();
        assertThat(third.amount()).isEqualByComparingTo("11000");
        assertThat(third.bookedOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(third.narrative()).isEqualTo("Thu phí, dịch vụ");
        assertThat(third.bankReference()).isEqualTo("5243.65939");
        assertThat(third.balanceAfter()).isEqualByComparingTo("1049000");
        assertThat(read.summary().closingOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(Recorded.preview((ABOVE + HEADER + ROWS + BELOW).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Preview(
                        "CSV",
                        "accept",
                        List.of(new PreviewStatement(
                                "0011004012345", "VND", 3, "1000000", "1049000", "60000", "11000", true)),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-8", "UTF-8 mark", "UTF-16LE mark", "UTF-16BE mark", "UTF-16LE", "windows-1258", "decomposed"
            })
    void readsAlike_inEveryEncoding(String encoding) {
        String text = ABOVE + HEADER + ROWS + BELOW;
        byte[] file = switch (encoding) {
            case "windows-1258" -> windows1258(text).getBytes(Charset.forName("windows-1258"));
            case "decomposed" -> Normalizer.normalize(text, Normalizer.Form.NFD).getBytes(StandardCharsets.UTF_8);
            default -> {
                String[] parts = encoding.split(" ");
                yield ((parts.length > 1 ? "\uFEFF" : "") + text).getBytes(Charset.forName(parts[0]));
            }
        };
        Recorded read = Recorded.of(file);
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.summary().agrees()).isTrue();
        assertThat(Normalizer.normalize(read.lines.get(2).narrative(), Normalizer.Form.NFC))
                .isEqualTo("Thu phí, dịch vụ");
        assertThat(read.rules())
                .isEqualTo(encoding.equals("windows-1258") ? List.of("encoding_windows_1258") : List.of());
    }

    /** The code page has the five tones as marks of their own and few composed letters: take off the tones it cannot carry. */
    private static String windows1258(String text) {
        StringBuilder out = new StringBuilder();
        var encoder = Charset.forName("windows-1258").newEncoder();
        for (int letter : text.codePoints().toArray()) {
            String composed = Character.toString(letter);
            if (encoder.canEncode(composed)) {
                out.append(composed);
                continue;
            }
            String apart = Normalizer.normalize(composed, Normalizer.Form.NFD);
            int tone = apart.length() - 1;
            for (int i = 1; i < apart.length(); i++) {
                if ("\u0300\u0301\u0303\u0309\u0323".indexOf(apart.charAt(i)) >= 0) {
                    tone = i;
                }
            }
            String base =
                    Normalizer.normalize(apart.substring(0, tone) + apart.substring(tone + 1), Normalizer.Form.NFC);
            out.append(base).append(apart.charAt(tone));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void findsTheSeparator(String separator) {
        String text = (ABOVE + HEADER + ROWS + BELOW)
                .replace("Thu phí, dịch vụ", "Thu phí")
                .replaceAll(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", Matcher.quoteReplacement(separator));
        Recorded read = Recorded.of(text);
        assertThat(read.findings).isEmpty();
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void readsDotGrouping_whenTheWholeFileHasIt() {
        Recorded read = Recorded.of((ABOVE + HEADER + ROWS + BELOW).replaceAll("(?<=\\d),(?=\\d{3}[\",])", "."));
        assertThat(read.findings).isEmpty();
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("60000");
    }

    @Test
    void setsRowAside_whenItGroupsOtherwiseThanTheFile() {
        Recorded read = Recorded.of(
                ABOVE + HEADER + ROWS.replace("\"11,000\",0,\"1,049,000\"", "\"11.000\",0,\"1.049.000\"") + BELOW);
        assertThat(read.lines).hasSize(2);
        assertThat(read.rules()).contains("number_style_differs", "balance_differs");
        assertThat(read.finding("number_style_differs").line()).isEqualTo(10);
    }

    @Test
    void readsByTitles_whenHeaderIsBilingualAndColumnsAreMoved() {
        Recorded read = Recorded.of(ABOVE
                + "\"Mô tả\nDescription\",\"Số tiền ghi có\n/Credit\",\"SỐ TIỀN GHI NỢ / Debit\",\"Số tham chiếu\nReference\",\"Ngày giao dịch\nDate\"\n"
                + "nop phi,\"30,000\",,R1,2026-04-01\n" + "Số dư cuối kỳ,\"1,030,000\"\n");
        assertThat(read.findings).isEmpty();
        assertThat(read.lines.getFirst().credit()).isTrue();
        assertThat(read.lines.getFirst().bookedOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void readsSignColumn_ofTheOlderShape() {
        Recorded read = Recorded.of("Số tài khoản: 0011004012345\nNgày giao dịch,Số tham chiếu,Thay đổi,Số tiền,Mô tả\n"
                + "01/04/2026,R1,+,\"30,000\",nop\n01/04/2026,R2,-,\"5,000\",rut\n01/04/2026,R3,?,\"5,000\",la\n");
        assertThat(read.lines).extracting(ReadLine::credit).containsExactly(true, false);
        assertThat(read.rules()).containsExactly("direction_unreadable", "balance_unproven");
        assertThat(read.summary().agrees()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "31/02/2026,R,,\"30,000\",\"1,090,000\",x # date_impossible # 31/02/2026",
                "04/31/2026,R,,\"30,000\",\"1,090,000\",x # date_impossible # 04/31/2026",
                "1/4/2026,R,,\"30,000\",\"1,090,000\",x # date_impossible # 1/4/2026",
                ",R,,\"30,000\",\"1,090,000\",x # date_missing # ''",
                "01/04/2026,R,,\"30,05\",\"1,090,000\",x # amount_unreadable # 30,05",
                "01/04/2026,R,,-30000,\"1,090,000\",x # amount_unreadable # -30000",
                "01/04/2026,R,,\"30,000\",\"1,090,000.5\",x # amount_unreadable # 1,090,000.5",
                "01/04/2026,R,5000,\"30,000\",\"1,090,000\",x # row_unreadable # '5000 | 30,000'",
                "01/04/2026,R,,,\"1,090,000\",x # row_unreadable # ' | '",
            })
    void setsOneRowAside_andTellsWhereAndWhy(String row, String rule, String value) {
        Recorded read =
                Recorded.of(ABOVE + HEADER + ROWS + row + "\n01/04/2026,R9,,\"1,000\",\"1,091,000\",sau dong hong\n");
        assertThat(read.lines).extracting(ReadLine::position).containsExactly(1, 2, 3, 5);
        assertThat(read.summary().quarantined()).isEqualTo(1);
        Finding finding = read.finding(rule);
        assertThat(finding.line()).isEqualTo(11);
        assertThat(finding.value().strip()).isEqualTo(value.strip());
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void namesTheRow_whereTheRunningBalanceBreaks() {
        Recorded read = Recorded.of(ABOVE + HEADER + ROWS.replace("\"1,060,000\"", "\"1,070,000\"") + BELOW);
        assertThat(read.rules()).containsExactly("running_balance_differs", "running_balance_differs");
        assertThat(read.findings.getFirst().line()).isEqualTo(9);
        assertThat(read.summary().agrees()).isFalse();
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void flags_whenARowIsMissing() {
        String cut = ROWS.lines().skip(1).reduce("", (a, b) -> a + b + "\n");
        Recorded read = Recorded.of(ABOVE + HEADER + cut + BELOW);
        assertThat(read.rules()).containsExactly("running_balance_differs", "balance_differs", "totals_differ");
    }

    @Test
    void takesBalancesFromTheColumn_whenNoLabelHasThem() {
        Recorded read = Recorded.of("Số tài khoản: 0011004012345\n" + HEADER + ROWS);
        assertThat(read.rules()).containsExactly("balance_derived");
        assertThat(read.summary().opening()).isEqualByComparingTo("1000000");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void isNoSwiftMessage_whenTimesLookLikeFieldTags() {
        Recorded read =
                Recorded.of("Số tài khoản: 0011004012345\n" + HEADER + "01/04/2026 09:20:11,R,,5,5,luc 09:25:12\n");
        assertThat(read.lines).hasSize(1);
    }

    @Test
    void seesNewestFirst_byTheBalances() {
        String turned = ROWS.lines().toList().reversed().stream().reduce("", (a, b) -> a + b + "\n");
        Recorded read = Recorded.of("Số tài khoản: 0011004012345\n" + HEADER + turned);
        assertThat(read.rules()).containsExactly("newest_first", "balance_derived");
        assertThat(read.summary().opening()).isEqualByComparingTo("1000000");
        assertThat(read.summary().closing()).isEqualByComparingTo("1049000");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void doesNotTrustABalanceColumn_thatNeverMoves() {
        Recorded read =
                Recorded.of("Số tài khoản: 0011004012345\n" + HEADER + ROWS.replaceAll("\"1,0\\d\\d,000\"", "100"));
        assertThat(read.rules()).containsExactly("balance_unproven");
        assertThat(read.summary().agrees()).isNull();
        assertThat(read.lines).allMatch(line -> line.balanceAfter() == null);
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void provesNothing_byOneRowAndItsOwnBalance() {
        Recorded read =
                Recorded.of("Số tài khoản: 0011004012345\n" + HEADER + "01/04/2026,R,,\"30,000\",\"1,030,000\",x\n");
        assertThat(read.rules()).containsExactly("balance_unproven");
    }

    @Test
    void readsSeveralAccounts_ofOneFile() {
        Recorded read = Recorded.of(ABOVE
                + HEADER
                + ROWS
                + BELOW
                + ABOVE.replace("0011004012345", "0011 0040 99999")
                + HEADER
                + ROWS
                + BELOW);
        assertThat(read.headers).extracting(StatementHeader::account).containsExactly("0011004012345", "0011004099999");
        assertThat(read.summaries).allMatch(summary -> Boolean.TRUE.equals(summary.agrees()));
        assertThat(read.findings).isEmpty();
    }

    @Test
    void losesNoRow_behindASubtotal() {
        String[] rows = ROWS.split("(?<=\n)", 3);
        Recorded read = Recorded.of(
                ABOVE + HEADER + rows[0] + "Cộng trang,,,\"30,000\"\n" + HEADER + rows[1] + rows[2] + BELOW);
        assertThat(read.lines).hasSize(3);
        assertThat(read.findings).isEmpty();
    }

    @Test
    void rejects_whenAQuoteIsNeverClosed() {
        Recorded read =
                Recorded.of(ABOVE + HEADER + ROWS + "01/04/2026,R,,1,1,\"khong dong\n" + "01/04/2026,R,,1,1,x\n");
        assertThat(Recorded.of(ABOVE + HEADER + "01/04/2026,R,,1,1,\"khong dong\n" + ROWS)
                        .rules())
                .containsExactly("table_broken");
        assertThat(read.rules()).containsExactly("table_broken");
        assertThat(read.verdict).isEqualTo(Verdict.REJECT);
    }

    @Test
    void setsRowAside_whenCommasOutsideQuotesPushItApart() {
        Recorded read = Recorded.of(
                "Số tài khoản: 0011004012345\nNgày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả\n"
                        + "01/04/2026,R1,,30,000,nop\n01/04/2026,R2,,\"5,000\",nop\n");
        assertThat(read.lines).extracting(ReadLine::bankReference).containsExactly("R2");
        assertThat(read.rules()).containsExactly("row_unreadable", "balance_unproven");
    }

    @Test
    void readsWorkbook_withNumbersAndDayNumbers() throws IOException {
        Recorded read = Recorded.of(workbook(3));
        assertThat(read.rules()).containsExactly("balance_derived");
        assertThat(read.format).isEqualTo(new FileFormat("XLSX", true));
        assertThat(read.headers.getFirst().account()).isEqualTo("0011004012345");
        assertThat(read.lines).hasSize(3);
        assertThat(read.lines.getFirst().bookedOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(read.lines.getFirst().bankReference()).isEqualTo("5243.65937");
        assertThat(read.lines.getFirst().fileLine()).isEqualTo(6);
        assertThat(read.lines.get(1).bookedOn()).isEqualTo(LocalDate.of(2026, 4, 2));
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().closing()).isEqualByComparingTo("3000");
    }

    @Test
    void readsLongWorkbook() throws IOException {
        Recorded read = Recorded.of(workbook(20_000));
        assertThat(read.lines).hasSize(20_000);
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void refusesZipBomb() throws IOException {
        Recorded read = Recorded.of(withPart(workbook(1), "xl/media/picture.bin", new byte[64 * 1024 * 1024]));
        assertThat(read.rules()).containsExactly("zip_bomb_refused");
        byte[] run = "<sst>".concat("x".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8);
        assertThat(Recorded.of(withPart(workbook(1), "xl/extra.xml", run)).rules())
                .containsExactly("zip_bomb_refused");
        byte[] doctype = "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>".getBytes(StandardCharsets.UTF_8);
        assertThat(Recorded.of(withPart(workbook(1), "xl/extra.xml", doctype)).rules())
                .containsExactly("doctype_refused");
    }

    @Test
    void rejectsWorkbook_thatIsCut() throws IOException {
        byte[] whole = workbook(3);
        assertThat(Recorded.of(Arrays.copyOf(whole, whole.length / 2)).rules()).containsExactly("table_broken");
    }

    @Test
    void namesFileAndKey_whenALayoutHasAnUnknownKey(@TempDir Path folder) throws IOException {
        Path shipped =
                Path.of(Objects.requireNonNull(System.getProperty("phigate.root")), "config/layouts/vietcombank.yaml");
        Files.writeString(folder.resolve("vcb.yaml"), Files.readString(shipped).replace("blank_date:", "blank_dates:"));
        assertThatThrownBy(() -> TabularFormat.load(folder))
                .hasMessageContaining("vcb.yaml")
                .hasMessageContaining("blank_dates");
    }

    private static byte[] workbook(int rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "Test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Sao ke");
            sheet.value(0, 0, "SAO KÊ TÀI KHOẢN");
            sheet.value(1, 0, "Số tài khoản");
            sheet.value(1, 2, "0011004012345");
            sheet.value(2, 0, "Số dư đầu kỳ");
            sheet.value(2, 2, 0);
            String[] titles = {"Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Số dư", "Mô tả"};
            for (int column = 0; column < titles.length; column++) {
                sheet.value(4, column, titles[column]);
            }
            for (int i = 0; i < rows; i++) {
                int row = 5 + i;
                if (i % 2 == 0) {
                    sheet.value(row, 0, "01/04/2026");
                } else {
                    sheet.value(row, 0, LocalDate.of(2026, 4, 2));
                    sheet.style(row, 0).format("dd/MM/yyyy").set();
                }
                sheet.value(row, 1, 5243.65937);
                sheet.value(row, 3, 1000);
                sheet.value(row, 4, 1000 * (i + 1));
                sheet.value(row, 5, "nop phi " + i);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] withPart(byte[] workbook, String name, byte[] content) throws IOException {
        Path file = Files.createTempFile("workbook", ".xlsx");
        Files.write(file, workbook);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile in = new ZipFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry part : Collections.list(in.entries())) {
                out.putNextEntry(new ZipEntry(part.getName()));
                in.getInputStream(part).transferTo(out);
            }
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        } finally {
            Files.delete(file);
        }
        return bytes.toByteArray();
    }
}
