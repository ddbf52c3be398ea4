package vn.phigate.verifyday;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The lines of a bank's raw file, read again: camt.053 and tables of separated text. Of other files it says that it cannot. */
final class RawFile {
    private static final List<String> DAYS = List.of(
            "ngayhachtoan",
            "ngayhachtoanaccountingdate",
            "accountingdate",
            "ngaygiaodich",
            "ngayhieuluc",
            "ngaybuttoan",
            "trdt",
            "postingdate",
            "transactiondate",
            "date");
    private static final List<String> NARRATIVES = List.of(
            "mota",
            "noidung",
            "noidunggiaodich",
            "diengiai",
            "motagiaodich",
            "rem",
            "noidungchitiet",
            "description",
            "transactiondescription",
            "details");
    private static final List<String> DEBITS =
            List.of("sotienghino", "ghino", "phatsinhno", "no", "nodebit", "debit", "sotienghinodebit");
    private static final List<String> CREDITS =
            List.of("sotienghico", "ghico", "phatsinhco", "co", "cocredit", "credit", "sotienghicocredit");
    private static final List<String> AMOUNTS = List.of("acctccyamt", "sotien", "amount");
    private static final String ACCOUNT = ".*/Stmt/Acct/Id/(IBAN|Othr/Id)";
    private static final Pattern DAY_FIRST = Pattern.compile("(\\d{2})[/-](\\d{2})[/-](\\d{4}).*", Pattern.DOTALL);
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2}).*", Pattern.DOTALL);

    /** @param account as the file names it above the entry; empty where it does not */
    record Entry(String account, LocalDate day, long amountVnd, String narrative) {}

    private RawFile() {}

    /** Empty when this program has no reader for it. */
    static Optional<List<Entry>> entries(byte[] content) {
        String start = new String(content, 0, Math.min(content.length, 2_000), StandardCharsets.UTF_8);
        if (start.contains("camt.053")) {
            return Optional.of(camt(content));
        } else if (start.startsWith("PK") || start.contains("<html") || start.contains("<HTML")) {
            return Optional.empty();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        for (char separator : new char[] {'|', ';', '\t', ','}) {
            Optional<List<Entry>> table = table(rows(text, separator));
            if (table.isPresent()) {
                return table;
            }
        }
        return Optional.empty();
    }

    private static List<Entry> camt(byte[] content) {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<Entry> entries = new ArrayList<>();
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            var path = new ArrayList<String>();
            var account = new StringBuilder();
            var fields = new Fields();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    path.add(xml.getLocalName());
                    if (xml.getLocalName().equals("Stmt")) {
                        account.setLength(0);
                    }
                } else if (event == XMLStreamConstants.CHARACTERS && path.contains("Ntry")) {
                    fields.read(String.join("/", path.subList(path.indexOf("Ntry"), path.size())), xml.getText());
                } else if (event == XMLStreamConstants.CHARACTERS
                        && String.join("/", path).matches(ACCOUNT)) {
                    account.append(xml.getText().strip());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    if (path.removeLast().equals("Ntry")) {
                        fields.entry(account.toString()).ifPresent(entries::add);
                        fields = new Fields();
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("raw file: " + e.getMessage(), e);
        }
        return entries;
    }

    /** Of one entry of camt.053, by their paths. */
    private static final class Fields {
        private final StringBuilder amount = new StringBuilder();
        private final StringBuilder side = new StringBuilder();
        private final StringBuilder status = new StringBuilder();
        private final StringBuilder day = new StringBuilder();
        private final StringBuilder narrative = new StringBuilder();

        void read(String path, String text) {
            switch (path) {
                case "Ntry/Amt" -> amount.append(text);
                case "Ntry/CdtDbtInd" -> side.append(text);
                case "Ntry/Sts", "Ntry/Sts/Cd" -> status.append(text.strip());
                case "Ntry/BookgDt/Dt", "Ntry/BookgDt/DtTm" -> day.append(text);
                case "Ntry/NtryDtls/TxDtls/RmtInf/Ustrd" -> narrative.append(text);
                default -> {
                    // of no concern here
                }
            }
        }

        Optional<Entry> entry(String account) {
            if (!status.toString().equals("BOOK")) {
                return Optional.empty();
            }
            long vnd = number(amount.toString());
            return Optional.of(new Entry(
                    account,
                    day(day.toString().strip())
                            .orElseThrow(() -> new IllegalArgumentException("raw file: no day " + day)),
                    side.toString().strip().equals("DBIT") ? -vnd : vnd,
                    narrative.toString()));
        }
    }

    /** Separated text after RFC 4180, quotes doubled. */
    private static List<List<String>> rows(String text, char separator) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '\n' : text.charAt(i);
            if (quoted && i < text.length()) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == separator || c == '\n') {
                row.add(cell.toString().strip());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        return rows;
    }

    private static Optional<List<Entry>> table(List<List<String>> rows) {
        for (int header = 0; header < Math.min(rows.size(), 120); header++) {
            List<String> titles = rows.get(header).stream().map(RawFile::folded).toList();
            int day = column(titles, DAYS);
            int narrative = column(titles, NARRATIVES);
            int debit = column(titles, DEBITS);
            int credit = column(titles, CREDITS);
            int amount = column(titles, AMOUNTS);
            if (day >= 0 && narrative >= 0 && ((debit >= 0 && credit >= 0) || amount >= 0)) {
                List<Entry> entries = new ArrayList<>();
                for (List<String> row : rows.subList(header + 1, rows.size())) {
                    if (row.equals(rows.get(header))) {
                        // A second table, of another account perhaps: which rows are whose this program does not find
                        // out.
                        return Optional.empty();
                    }
                    long vnd = debit >= 0 && credit >= 0
                            ? number(cell(row, credit)) - number(cell(row, debit))
                            : number(cell(row, amount));
                    day(cell(row, day))
                            .filter(on -> vnd != 0)
                            .ifPresent(on -> entries.add(new Entry("", on, vnd, cell(row, narrative))));
                }
                return Optional.of(entries);
            }
        }
        return Optional.empty();
    }

    private static String cell(List<String> row, int at) {
        return at < row.size() ? row.get(at) : "";
    }

    private static int column(List<String> titles, List<String> words) {
        for (int i = 0; i < titles.size(); i++) {
            if (words.contains(titles.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<LocalDate> day(String text) {
        Matcher dayFirst = DAY_FIRST.matcher(text);
        Matcher yearFirst = YEAR_FIRST.matcher(text);
        try {
            if (dayFirst.matches()) {
                return Optional.of(LocalDate.of(part(dayFirst, 3), part(dayFirst, 2), part(dayFirst, 1)));
            } else if (yearFirst.matches()) {
                return Optional.of(LocalDate.of(part(yearFirst, 1), part(yearFirst, 2), part(yearFirst, 3)));
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static int part(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** Whole đồng: signs between groups fall away, a tail of two zeros too. 0 for what is no amount. */
    private static long number(String text) {
        String bare = text.strip().replaceFirst("\\s*(?i:VND|đ)$", "").replaceFirst("[.,]0{1,2}$", "");
        return bare.matches("[+-]?\\d{1,3}([., ]?\\d{3})*|[+-]?\\d{1,15}")
                ? Long.parseLong(bare.replaceAll("[., ]", ""))
                : 0;
    }

    /** Letters and digits without marks. */
    private static String folded(String text) {
        return Normalizer.normalize(text.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }
}
