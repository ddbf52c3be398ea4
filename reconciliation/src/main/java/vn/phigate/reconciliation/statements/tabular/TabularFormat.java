package vn.phigate.reconciliation.statements.tabular;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.FileHead;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementFormat;
import vn.phigate.reconciliation.statements.StatementSink;

/** CSV, XLSX, and HTML that banks send as .xls, of the banks whose layouts are declared. Which bank a file is of is told by its header row alone. */
public final class TabularFormat implements StatementFormat {
    private static final FileFormat CSV = new FileFormat("CSV", true);
    private static final FileFormat HTML = new FileFormat("HTML", true);
    private static final FileFormat XLSX = new FileFormat("XLSX", true);
    /** MT940 has commas as well, but its lines begin with field tags. */
    private static final Pattern SWIFT_FIELD = Pattern.compile("(?m)^:2[05]:");

    /** Day, text and amount. */
    private static final int TABLE_COLUMNS_MIN = 3;

    private static final int ABOVE_CHARACTERS_MAX = 64 * 1024;
    private static final long FILE_BYTES_MAX = 256L * 1024 * 1024;

    private final List<Layout> layouts;

    private TabularFormat(List<Layout> layouts) {
        this.layouts = layouts;
    }

    /**
     * Reads every {@code *.yaml} of the folder.
     *
     * @throws IOException when the folder or a file cannot be read, or a file has an unknown key or a senseless value; the message names the file
     */
    public static TabularFormat load(Path folder) throws IOException {
        ObjectMapper yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        List<Layout> layouts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                try {
                    layouts.addAll(
                            yaml.readValue(file.toFile(), Layout.BankFile.class).layouts());
                } catch (IOException | RuntimeException faulty) {
                    throw new IOException("layout " + file + ": " + faulty.getMessage(), faulty);
                }
            }
        }
        return new TabularFormat(List.copyOf(layouts));
    }

    @Override
    public @Nullable FileFormat recognise(FileHead head) {
        if (head.startsWith('P', 'K', 3, 4)) {
            // An OPC package has its parts' names in clear in the head (ECMA-376 part 2).
            String names = head.text();
            return names.contains("[Content_Types].xml") || names.contains("xl/") || names.contains("_rels/")
                    ? XLSX
                    : null;
        }
        String text = head.text().stripLeading();
        if (HtmlRows.isHtml(text)) {
            return HTML;
        }
        boolean separated = CsvRows.SEPARATORS.stream().anyMatch(sign -> text.indexOf(sign) >= 0);
        boolean markup = text.startsWith("<") || text.startsWith("{") || text.startsWith("%PDF");
        boolean swift = SWIFT_FIELD.matcher(text).find();
        return head.isText() && separated && !markup && !swift ? CSV : null;
    }

    @Override
    public void read(InputStream file, FileFormat format, StatementSink sink) throws IOException {
        Path copy = Files.createTempFile("statement", null);
        try {
            if (!copy(file, copy)) {
                throw new BrokenTable(
                        0,
                        "",
                        "",
                        "file_too_large",
                        "Tệp lớn hơn " + FILE_BYTES_MAX / (1024 * 1024) + " MiB. Hãy xin ngân hàng tách theo ngày.",
                        "The file is larger than " + FILE_BYTES_MAX / (1024 * 1024)
                                + " MiB. Ask the bank to split it by day.");
            }
            Choice choice = format.equals(XLSX)
                    ? choose(XlsxRows.open(copy))
                    : format.equals(HTML) ? choose(new HtmlRows(copy, charset(copy, sink))) : chooseCsv(copy, sink);
            read(choice, sink);
        } catch (BrokenTable broken) {
            sink.finding(broken.finding());
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** @param widest cells of the widest row that was looked at */
    private record Choice(Rows rows, List<Candidate> best, int columns, int widest) {}

    private record Candidate(Layout layout, int columns, int words) {
        Candidate(Layout layout, Columns header) {
            this(layout, header.count(), header.words());
        }

        Candidate with(@Nullable Columns more) {
            return more != null && more.count() > columns ? new Candidate(layout, more) : this;
        }

        boolean isNamedIn(String words) {
            return Words.contains(words, Words.fold(layout.bank()));
        }
    }

    /** Goes down to the first row, or two rows, that are some layout's header. */
    private static final class HeaderSearch {
        final List<Candidate> found = new ArrayList<>();
        final StringBuilder above = new StringBuilder();
        private final List<Layout> layouts;
        private final int within;
        private int seen;
        private int sheet = -1;
        private @Nullable Row before;
        int widest;

        HeaderSearch(List<Layout> layouts) {
            this.layouts = layouts;
            this.within =
                    layouts.stream().mapToInt(Layout::headerWithinRows).max().orElse(0);
        }

        /** @return whether to go on */
        boolean row(Row row) {
            widest = Math.max(widest, row.cells().size());
            Row last = before;
            if (last != null && !found.isEmpty()) {
                // Of a header in two rows the second may tell more columns.
                found.replaceAll(candidate -> candidate.with(Columns.of(last, row, candidate.layout())));
                return false;
            }
            seen = row.sheet() == sheet ? seen + 1 : 1;
            sheet = row.sheet();
            before = row;
            search(layout -> Columns.of(row, layout));
            if (found.isEmpty() && last != null) {
                search(layout -> Columns.of(last, row, layout));
                if (!found.isEmpty()) {
                    return false;
                }
            }
            if (found.isEmpty() && above.length() < ABOVE_CHARACTERS_MAX) {
                row.cells().forEach(cell -> above.append(' ').append(cell.text()));
            }
            return !found.isEmpty() || row.sheet() > 0 || seen < within;
        }

        private void search(Function<Layout, @Nullable Columns> header) {
            for (Layout layout : layouts) {
                Columns columns = seen <= layout.headerWithinRows() ? header.apply(layout) : null;
                if (columns != null) {
                    found.add(new Candidate(layout, columns));
                }
            }
        }
    }

    private static void read(Choice choice, StatementSink sink) throws IOException, BrokenTable {
        if (choice.best().isEmpty()) {
            throw new BrokenTable(
                    0,
                    "",
                    "",
                    "layout_unknown",
                    "Không có dòng tiêu đề nào khớp với mẫu ngân hàng đã khai báo. Kiểm tra tệp, hoặc khai báo mẫu trong config/layouts.",
                    "No header row fits a declared bank. Check the file, or declare its layout in config/layouts.");
        }
        if (choice.best().size() > 1) {
            String names = String.join(
                    ", ", choice.best().stream().map(c -> c.layout().name()).toList());
            throw new BrokenTable(
                    0,
                    "",
                    names,
                    "layout_ambiguous",
                    "Dòng tiêu đề khớp với nhiều mẫu: " + names + ". Không đoán; hãy làm rõ trong config/layouts.",
                    "The header row fits several layouts: " + names
                            + ". Nothing is guessed; make them distinct in config/layouts.");
        }
        Rows rows = choice.rows();
        Proof proof = Proof.of(rows, choice.best().getFirst().layout());
        Layout layout = proof.layout();
        Survey survey = proof.survey();
        if (survey.tooManySections()) {
            throw new BrokenTable(
                    0,
                    "",
                    "",
                    "table_broken",
                    "Tệp có quá nhiều bảng. Đây không phải sao kê.",
                    "The file has too many tables. This is no statement.");
        }
        Table.walk(rows, layout, new Emission(layout, rows.date1904(), survey, sink));
    }

    private Choice chooseCsv(Path copy, StatementSink sink) throws IOException, BrokenTable {
        Charset charset = charset(copy, sink);
        Choice best = null;
        BrokenTable firstFault = null;
        boolean anyTable = false;
        for (char separator : CsvRows.SEPARATORS) {
            try {
                Choice choice = choose(new CsvRows(copy, charset, separator));
                anyTable |= choice.widest() >= TABLE_COLUMNS_MIN;
                best = best == null || choice.columns() > best.columns() ? choice : best;
            } catch (BrokenTable fault) {
                // A wrong separator can make quotes look unclosed; the right one decides.
                firstFault = firstFault == null ? fault : firstFault;
            }
        }
        if (firstFault != null && (best == null || (best.best().isEmpty() && !anyTable))) {
            throw firstFault;
        }
        return Objects.requireNonNull(best);
    }

    private static Charset charset(Path copy, StatementSink sink) throws IOException {
        Charset charset = CsvRows.charset(copy);
        if (charset.equals(CsvRows.WINDOWS_1258)) {
            sink.finding(Finding.notice(
                    0,
                    "",
                    charset.name(),
                    "encoding_windows_1258",
                    "Tệp không phải UTF-8; đọc theo bảng mã Windows-1258 của tiếng Việt.",
                    "The file is not UTF-8; it is read as Windows-1258, the Vietnamese code page."));
        }
        return charset;
    }

    /**
     * The first row that is some layout's header decides; of several layouts those that find most of their columns in it, then those
     * whose bank is named above it, or else that know most words of its titles.
     */
    private Choice choose(Rows rows) throws IOException, BrokenTable {
        HeaderSearch search = new HeaderSearch(layouts);
        rows.walk(search::row);
        List<Candidate> found = search.found;
        String words = Words.fold(search.above.toString());
        found.removeIf(candidate -> candidate.layout().bankNamedAbove() && !candidate.isNamedIn(words));
        int most = found.stream().mapToInt(Candidate::columns).max().orElse(0);
        List<Candidate> best = found.stream()
                .filter(c -> c.columns() == most)
                .sorted(Comparator.comparing(c -> c.layout().name()))
                .toList();
        List<Candidate> named = best.stream().filter(c -> c.isNamedIn(words)).toList();
        int known = best.stream().mapToInt(Candidate::words).max().orElse(0);
        List<Candidate> left = !named.isEmpty()
                ? named
                : best.stream().filter(c -> c.words() == known).toList();
        // Shapes of one bank that fit the same header mean the same by it.
        boolean oneBank = left.stream().map(c -> c.layout().bank()).distinct().count() == 1;
        return new Choice(rows, oneBank ? left.subList(0, 1) : left, most, search.widest);
    }

    /** False when the file is longer than is read at all. */
    private static boolean copy(InputStream file, Path copy) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(copy)) {
            for (int count = file.read(buffer); count >= 0; count = file.read(buffer)) {
                bytes += count;
                if (bytes > FILE_BYTES_MAX) {
                    return false;
                }
                out.write(buffer, 0, count);
            }
        }
        return true;
    }
}
