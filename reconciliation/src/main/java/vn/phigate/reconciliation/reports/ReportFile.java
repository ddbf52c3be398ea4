package vn.phigate.reconciliation.reports;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.platform.drawing.PdfSheet;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.tables.CsvExport;

/** A report as a file. Figures are numbers; text that a spreadsheet would run as a formula is made harmless. */
public enum ReportFile {
    CSV("text/csv; charset=utf-8") {
        @Override
        public byte[] write(ReportTable table, Language language) {
            var csv = new CsvExport(
                    table.columns().stream().map(ReportTable.Column::key).toArray(String[]::new));
            table.rows().forEach(row -> csv.row(row.toArray()));
            return csv.bytes();
        }
    },
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
        @Override
        public byte[] write(ReportTable table, Language language) {
            var bytes = new ByteArrayOutputStream();
            try (Workbook workbook = new Workbook(bytes, "PhiGate", "1.0")) {
                Worksheet sheet = workbook.newWorksheet(table.name().code());
                for (int c = 0; c < table.columns().size(); c++) {
                    var column = table.columns().get(c);
                    sheet.value(0, c, language.pick(column.title(), column.titleEn()));
                    sheet.width(c, Math.max(8, column.width() * 1.2));
                }
                sheet.range(0, 0, 0, table.columns().size() - 1).style().bold().set();
                sheet.freezePane(0, 1);
                for (int r = 0; r < table.rows().size(); r++) {
                    for (int c = 0; c < table.columns().size(); c++) {
                        cell(sheet, r + 1, c, table.rows().get(r).get(c));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private void cell(Worksheet sheet, int row, int column, @Nullable Object cell) {
            switch (cell) {
                case null -> {}
                case Long number -> {
                    sheet.value(row, column, number);
                    sheet.style(row, column).format("#,##0").set();
                }
                case LocalDate day -> {
                    sheet.value(row, column, day);
                    sheet.style(row, column).format("yyyy-mm-dd").set();
                }
                default -> {
                    String text = CsvExport.harmless(plain(cell.toString()));
                    sheet.value(row, column, text.substring(0, Math.min(text.length(), CELL_CHARACTERS_MAX)));
                }
            }
        }
    },
    PDF("application/pdf") {
        @Override
        public byte[] write(ReportTable table, Language language) {
            var bytes = new ByteArrayOutputStream();
            try (PDDocument document = new PDDocument()) {
                new Pdf(document, table, language).draw();
                document.save(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    };

    /** Excel's own limit of a cell. */
    private static final int CELL_CHARACTERS_MAX = 32_767;
    /** More is no paper for people; the other files have all. */
    static final int PDF_ROWS_MAX = 5_000;

    private final String type;

    ReportFile(String type) {
        this.type = type;
    }

    public String type() {
        return type;
    }

    public String name(ReportTable table) {
        return table.name().code() + "-" + table.day() + "." + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @param language of heads and titles; what was written by banks stays as it is */
    public abstract byte[] write(ReportTable table, Language language);

    /** Characters that XML 1.0 cannot hold, or a line of paper cannot show. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " ");
    }

    /** A table on paper: A4 across, its head on each page, figures to the right, a sum under each column of figures. */
    private static final class Pdf {
        private static final float MARGIN = 34;
        private static final float GAP = 4;
        private static final int CELL_LINES_MAX = 3;
        private static final Type TITLE = new Type(Face.BOLD, 14, Color.BLACK);
        private static final Type SMALL = new Type(Face.ITALIC, 9, Color.DARK_GRAY);
        private static final Type HEAD = new Type(Face.BOLD, 7.5f, Color.BLACK);
        private static final Type CELL = new Type(Face.REGULAR, 7.5f, Color.BLACK);

        private final PDRectangle size = new PDRectangle(PDRectangle.A4.getHeight(), PDRectangle.A4.getWidth());
        private final PdfSheet sheet;
        private final ReportTable table;
        private final Language language;
        private final float[] left;
        private final float[] width;
        private float y;
        private int page = 1;

        Pdf(PDDocument document, ReportTable table, Language language) throws IOException {
            this.sheet = new PdfSheet(document, size);
            this.table = table;
            this.language = language;
            int columns = table.columns().size();
            this.left = new float[columns];
            this.width = new float[columns];
            float all =
                    table.columns().stream().mapToInt(ReportTable.Column::width).sum();
            float x = MARGIN;
            for (int c = 0; c < columns; c++) {
                left[c] = x;
                width[c] =
                        (size.getWidth() - 2 * MARGIN) * table.columns().get(c).width() / all - GAP;
                x += width[c] + GAP;
            }
        }

        void draw() throws IOException {
            y = size.getHeight() - MARGIN;
            sheet.text(
                    MARGIN, y, language.pick(table.name().title(), table.name().titleEn()), TITLE);
            y -= 16;
            int more = table.rows().size() - PDF_ROWS_MAX;
            sheet.text(
                    MARGIN,
                    y,
                    language.pick("Ngày ", "Day ")
                            + table.day()
                            + language.pick("; số tiền bằng đồng", "; amounts in đồng")
                            + (more <= 0
                                    ? ""
                                    : language.pick(
                                            "; còn " + more + " dòng, xem tệp CSV hoặc XLSX",
                                            "; " + more + " more rows, see the CSV or XLSX file")),
                    SMALL);
            y -= 18;
            head();
            for (List<@Nullable Object> row :
                    table.rows().subList(0, Math.min(PDF_ROWS_MAX, table.rows().size()))) {
                row(row.stream().map(this::shown).toList(), CELL);
            }
            sums();
            foot();
            sheet.finish();
        }

        private void head() throws IOException {
            var titles = new ArrayList<String>();
            table.columns().forEach(column -> titles.add(language.pick(column.title(), column.titleEn())));
            write(titles, HEAD);
            sheet.rule(
                    MARGIN,
                    y + HEAD.leading() - 2,
                    size.getWidth() - MARGIN,
                    y + HEAD.leading() - 2,
                    0.6f,
                    Color.BLACK);
        }

        private void sums() throws IOException {
            var sums = new ArrayList<String>();
            for (int c = 0; c < table.columns().size(); c++) {
                sums.add(
                        table.columns().get(c).money()
                                        && !table.columns().get(c).key().equals("age_days")
                                ? figure(table.sum(c))
                                : c == 0 ? language.pick("Cộng", "Total") : "");
            }
            row(sums, HEAD);
        }

        private void row(List<String> cells, Type type) throws IOException {
            float height = lines(cells, type) * type.leading();
            if (y - height < MARGIN + SMALL.leading()) {
                foot();
                sheet.newPage();
                page++;
                y = size.getHeight() - MARGIN;
                head();
            }
            write(cells, type);
        }

        private int lines(List<String> cells, Type type) throws IOException {
            int lines = 1;
            for (int c = 0; c < cells.size(); c++) {
                lines = Math.max(lines, wrapped(cells, c, type).size());
            }
            return lines;
        }

        private List<String> wrapped(List<String> cells, int column, Type type) throws IOException {
            List<String> lines = sheet.wrap(cells.get(column), type, width[column]);
            return lines.subList(0, Math.min(CELL_LINES_MAX, lines.size()));
        }

        private void write(List<String> cells, Type type) throws IOException {
            int most = 1;
            for (int c = 0; c < cells.size(); c++) {
                List<String> lines = wrapped(cells, c, type);
                most = Math.max(most, lines.size());
                for (int l = 0; l < lines.size(); l++) {
                    float line = y - l * type.leading();
                    if (table.columns().get(c).money()) {
                        sheet.right(left[c] + width[c], line, lines.get(l), type);
                    } else {
                        sheet.text(left[c], line, lines.get(l), type);
                    }
                }
            }
            y -= most * type.leading();
        }

        private void foot() throws IOException {
            sheet.right(size.getWidth() - MARGIN, MARGIN - 12, language.pick("Trang ", "Page ") + page, SMALL);
        }

        private String figure(long number) {
            return MoneyText.grouped(number, language == Language.VI ? '.' : ',');
        }

        private String shown(@Nullable Object cell) {
            return switch (cell) {
                case null -> "";
                case Long number -> figure(number);
                default -> plain(cell.toString());
            };
        }
    }
}
