package vn.phigate.gateway.succession;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.tables.TableRow;
import vn.phigate.gateway.platform.tables.UnreadableTable;

/** Reads rows "this former commune went into that present one"; whatever is wrong with a row becomes a finding and holds back that row alone. */
final class ReadMergers {
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_FINDINGS = 1_000;
    private static final int MOST_NAME = 200;
    private static final int MOST_SHOWN = 80;
    private static final String CODE = "[0-9A-Z][0-9A-Z.]{0,34}";

    private enum Column {
        OLD_CODE,
        OLD_NAME,
        OLD_DISTRICT,
        OLD_PROVINCE,
        NEW_CODE,
        NEW_NAME,
        NEW_PROVINCE_CODE,
        DIVIDED
    }

    record Merger(
            long line,
            String oldCode,
            String oldName,
            String district,
            String newCode,
            String newName,
            boolean divided) {}

    private final @Nullable String province;
    private final List<MergerReport.Finding> findings = new ArrayList<>();
    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    private final List<Merger> mergers = new ArrayList<>();
    private final Map<String, Merger> firstOf = new HashMap<>();
    private final Set<String> pairs = new HashSet<>();
    private final Set<Long> refusedLines = new HashSet<>();
    private long rows;

    /** @param province code of the present province whose rows count; null for all */
    ReadMergers(@Nullable String province) {
        this.province = province;
    }

    /** @throws UnreadableTable when it is no table */
    ReadMergers read(TableFile file) throws UnreadableTable {
        file.walk(this::take);
        return this;
    }

    /** By former code, in the order of the file. */
    Map<String, List<Merger>> byFormer() {
        var grouped = new LinkedHashMap<String, List<Merger>>();
        mergers.forEach(m ->
                grouped.computeIfAbsent(m.oldCode(), c -> new ArrayList<>()).add(m));
        return grouped;
    }

    /** False when no row names the columns. */
    boolean usable() {
        return !columns.isEmpty();
    }

    long rows() {
        return rows;
    }

    long refused() {
        return refusedLines.size();
    }

    List<MergerReport.Finding> findings() {
        return findings.stream().limit(MOST_FINDINGS).toList();
    }

    void error(long line, String field, String value, String rule, String vi, String en) {
        refusedLines.add(line);
        findings.add(new MergerReport.Finding("error", line, field, cut(value), rule, vi, en));
    }

    void notice(long line, String field, String value, String rule, String vi, String en) {
        findings.add(new MergerReport.Finding("notice", line, field, cut(value), rule, vi, en));
    }

    private static String cut(String value) {
        return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN);
    }

    private boolean take(TableRow row) {
        if (row.isBlank()) {
            return true;
        }
        if (columns.isEmpty()) {
            header(row);
            return !columns.isEmpty();
        }
        if (province != null && !province.equals(text(row, Column.NEW_PROVINCE_CODE))) {
            return true;
        }
        if (++rows > MOST_ROWS) {
            error(
                    0,
                    "",
                    "",
                    "too_many_rows",
                    "Tệp có hơn " + MOST_ROWS + " dòng; phần sau không được đọc.",
                    "The file has more than " + MOST_ROWS + " rows; the rest is not read.");
            return false;
        }
        merger(row).ifPresent(mergers::add);
        return true;
    }

    private void header(TableRow row) {
        var found = new EnumMap<Column, Integer>(Column.class);
        for (int i = 0; i < row.cells().size(); i++) {
            String name = row.cell(i).text().strip().toUpperCase(Locale.ROOT);
            for (Column column : Column.values()) {
                if (column.name().equals(name)) {
                    found.putIfAbsent(column, i);
                }
            }
        }
        if (found.keySet().containsAll(Set.of(Column.OLD_CODE, Column.OLD_NAME, Column.NEW_CODE, Column.DIVIDED))
                && (province == null || found.containsKey(Column.NEW_PROVINCE_CODE))) {
            columns.putAll(found);
        }
    }

    private String text(TableRow row, Column column) {
        Integer at = columns.get(column);
        return at == null ? "" : row.cell(at).text().strip();
    }

    private Optional<Merger> merger(TableRow row) {
        String oldCode = text(row, Column.OLD_CODE);
        String oldName = text(row, Column.OLD_NAME);
        String newCode = text(row, Column.NEW_CODE);
        String divided = text(row, Column.DIVIDED).toLowerCase(Locale.ROOT);
        long line = row.line();
        if (!oldCode.matches(CODE) || !newCode.matches(CODE)) {
            String field = oldCode.matches(CODE) ? "new_code" : "old_code";
            error(
                    line,
                    field,
                    field.equals("new_code") ? newCode : oldCode,
                    "code_missing",
                    "Cần mã đơn vị hành chính (chữ số, A-Z và dấu chấm). Huyện không có xã thì không có cơ quan cũ để kế tiếp.",
                    "A code of digits, A-Z and dots is needed. A district without communes has no former agency to succeed.");
            return Optional.empty();
        }
        if (oldName.isEmpty() || oldName.length() > MOST_NAME) {
            error(line, "old_name", oldName, "name_missing", "Cần tên đơn vị cũ.", "The former name is needed.");
            return Optional.empty();
        }
        if (!divided.equals("true") && !divided.equals("false")) {
            error(line, "divided", divided, "flag_unknown", "Cần true hoặc false.", "true or false is needed.");
            return Optional.empty();
        }
        var merger = new Merger(
                line,
                oldCode,
                oldName,
                text(row, Column.OLD_DISTRICT),
                newCode,
                text(row, Column.NEW_NAME),
                divided.equals("true"));
        Merger first = firstOf.putIfAbsent(oldCode, merger);
        if (!pairs.add(oldCode + ">" + newCode)) {
            error(line, "new_code", newCode, "row_twice", "Dòng này đã có ở trên.", "This row stands above already.");
            return Optional.empty();
        }
        if (first != null
                && (!first.divided() || !merger.divided() || !first.oldName().equals(oldName))) {
            error(
                    line,
                    "old_code",
                    oldCode,
                    "former_differs",
                    "Dòng " + first.line() + " nói khác về đơn vị cũ này (tên, hoặc không bị chia).",
                    "Line " + first.line()
                            + " says otherwise of this former commune (its name, or that it was not divided).");
            return Optional.empty();
        }
        return Optional.of(merger);
    }
}
