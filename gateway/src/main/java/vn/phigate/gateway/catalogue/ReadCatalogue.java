package vn.phigate.gateway.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.tables.TableRow;
import vn.phigate.gateway.platform.tables.UnreadableTable;

/**
 * Reads a file's rows into drafts. One procedure may have several rows, one for each fee item and validity; on the rows after the first the
 * cells of the procedure may be empty (which is also what a merged cell leaves behind).
 */
final class ReadCatalogue {
    static final int MOST_ROWS = 100_000;
    static final int MOST_PROCEDURES = 20_000;
    private static final int ROWS_ABOVE_HEADER = 20;
    private static final int PROGRESS_ROWS = 500;

    private final Findings findings;
    private final Consumer<String> progress;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    private int headerSheet = -1;
    private long rows;
    private long rowsSeen;
    private boolean tooMany;
    private boolean ambiguous;
    private @Nullable Draft current;
    private boolean currentLost;

    ReadCatalogue(Findings findings, Consumer<String> progress) {
        this.findings = findings;
        this.progress = progress;
    }

    /** @throws UnreadableTable when the file is no table; what else is wrong becomes a finding */
    Collection<Draft> read(TableFile file) throws UnreadableTable {
        if (file.encodingAssumed()) {
            findings.add(Finding.notice(
                    0,
                    "",
                    "windows-1258",
                    "encoding_assumed",
                    "Tệp không phải UTF-8; đã đọc theo Windows-1258. Hãy kiểm tra dấu của tên trong bản xem trước.",
                    "The file is not UTF-8 and was read as Windows-1258. Check the names in the preview."));
        }
        file.walk(this::take);
        if (headerSheet < 0) {
            findings.add(Finding.error(
                    0,
                    "procedure_code",
                    "",
                    "header_missing",
                    "Không thấy dòng tiêu đề có cột procedure_code (mã thủ tục) và name (tên thủ tục) trong "
                            + ROWS_ABOVE_HEADER + " dòng đầu.",
                    "No header row with the columns procedure_code and name among the first " + ROWS_ABOVE_HEADER
                            + " rows."));
        }
        if (tooMany) {
            findings.add(Finding.error(
                    0,
                    "",
                    "",
                    "too_many_rows",
                    "Tệp có hơn " + MOST_ROWS + " dòng hoặc " + MOST_PROCEDURES
                            + " thủ tục. Hãy tách tệp; không có gì thay đổi.",
                    "The file has more than " + MOST_ROWS + " rows or " + MOST_PROCEDURES
                            + " procedures. Split it; nothing is changed."));
        }
        return drafts.values();
    }

    /** False when the file as a whole cannot be used. */
    boolean usable() {
        return headerSheet >= 0 && !ambiguous && !tooMany;
    }

    long rows() {
        return rows;
    }

    private boolean take(TableRow row) {
        if (row.isBlank()) {
            return true;
        }
        if (headerSheet < 0) {
            rowsSeen++;
            header(row);
            return !ambiguous && (headerSheet >= 0 || rowsSeen < ROWS_ABOVE_HEADER);
        }
        if (row.sheet() != headerSheet) {
            findings.add(Finding.notice(
                    row.line(),
                    "",
                    "sheet " + row.sheet(),
                    "sheet_not_read",
                    "Chỉ đọc trang tính có dòng tiêu đề đầu tiên; các trang sau không được đọc.",
                    "Only the sheet with the first header row is read; the sheets after it are not."));
            return false;
        }
        if (++rows > MOST_ROWS || drafts.size() > MOST_PROCEDURES) {
            tooMany = true;
            return false;
        }
        if (rows % PROGRESS_ROWS == 0) {
            progress.accept("Đã đọc " + rows + " dòng / " + rows + " rows read");
        }
        read(row);
        return true;
    }

    private void header(TableRow row) {
        Map<Column, Integer> found = new EnumMap<>(Column.class);
        Set<String> twice = new TreeSet<>();
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < row.cells().size(); i++) {
            String text = row.cell(i).text();
            Column column = Column.named(text);
            if (column == null) {
                if (!text.isEmpty()) {
                    unknown.add(text);
                }
            } else if (found.putIfAbsent(column, i) != null) {
                twice.add(column.text());
            }
        }
        if (!found.containsKey(Column.PROCEDURE_CODE) || !found.containsKey(Column.NAME)) {
            return;
        }
        headerSheet = row.sheet();
        columns.putAll(found);
        for (String text : unknown) {
            findings.add(Finding.notice(
                    row.line(),
                    text,
                    text,
                    "column_unknown",
                    "Cột này không thuộc mẫu và không được đọc.",
                    "This column is not of the format and is not read."));
        }
        for (String text : twice) {
            findings.add(Finding.error(
                    row.line(),
                    text,
                    text,
                    "column_twice",
                    "Cột xuất hiện hai lần; không biết dùng cột nào, nên không dòng nào được nhận.",
                    "The column is there twice; which one counts is not known, so no row is taken."));
        }
        ambiguous = !twice.isEmpty();
    }

    private void read(TableRow row) {
        Cells cells = new Cells(row, columns, findings);
        String code = cells.procedureCode();
        boolean continues = code == null && cells.text(Column.PROCEDURE_CODE).isEmpty();
        if (continues) {
            continueCurrent(cells);
            return;
        }
        currentLost = code == null;
        current = code == null ? null : drafts.computeIfAbsent(code, c -> new Draft(c, row.line()));
        if (current != null) {
            new ReadRow(cells, current, findings).run();
        }
    }

    /** A row without a code belongs to the procedure above, also when that one could not be read: then it is held back with it. */
    private void continueCurrent(Cells cells) {
        Draft above = current;
        String name = cells.text(Column.NAME);
        boolean other = above != null && !name.isEmpty() && !name.equals(above.name);
        if (above == null || other) {
            if (!currentLost || other) {
                cells.error(
                        Column.PROCEDURE_CODE,
                        "code_missing",
                        other
                                ? "Dòng có tên thủ tục khác nhưng không có mã; cần mã dạng 1.001193."
                                : "Dòng không có mã thủ tục và không nối tiếp thủ tục nào.",
                        other
                                ? "The row has another procedure's name but no code; a code like 1.001193 is needed."
                                : "The row has no procedure code and follows no procedure.");
            } else {
                cells.error(
                        Column.PROCEDURE_CODE,
                        "follows_refused",
                        "Dòng nối tiếp một thủ tục không đọc được, nên cũng không được nhận.",
                        "The row continues a procedure that could not be read, so it is not taken either.");
            }
            current = null;
            currentLost = true;
            return;
        }
        new ReadRow(cells, above, findings).run();
    }
}
