package vn.phigate.reconciliation.statements.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.tabular.Layout.Role;

/** Which column of this file carries what, found by the words of its header row; their order in the file does not matter. */
final class Columns {
    private final Map<Role, Integer> byRole;
    private final int width;
    private final int words;

    private Columns(Map<Role, Integer> byRole, int width, int words) {
        this.byRole = byRole;
        this.width = width;
        this.words = words;
    }

    /** Where a role's title stands, and how many words of it were known. */
    private record Title(int column, int words) {}

    /** Null when the row is not this layout's header: a word is missing, or a needed column is absent or found twice. */
    static @Nullable Columns of(Row row, Layout layout) {
        List<String> titles =
                row.cells().stream().map(cell -> Words.fold(cell.text())).toList();
        String all = String.join(" ", titles);
        if (!layout.headerWords().stream().allMatch(word -> Words.contains(all, word))) {
            return null;
        }
        Map<Role, Title> found = new EnumMap<>(Role.class);
        layout.columns().forEach((role, aliases) -> {
            Title title = title(titles, aliases);
            if (title != null) {
                found.put(role, title);
            }
        });
        boolean sides = found.containsKey(Role.DEBIT) && found.containsKey(Role.CREDIT);
        if (sides) {
            found.remove(Role.AMOUNT);
            found.remove(Role.SIGN);
        }
        boolean complete = found.containsKey(Role.DATE)
                && found.containsKey(Role.NARRATIVE)
                && (sides || found.containsKey(Role.AMOUNT))
                && found.values().stream().map(Title::column).distinct().count() == found.size();
        int width = titles.size();
        while (width > 0 && titles.get(width - 1).isEmpty()) {
            width--;
        }
        if (!complete) {
            return null;
        }
        Map<Role, Integer> byRole = new EnumMap<>(Role.class);
        found.forEach((role, title) -> byRole.put(role, title.column()));
        return new Columns(
                byRole, width, found.values().stream().mapToInt(Title::words).sum());
    }

    /**
     * Of a header in two rows: a title above several columns ("Phát sinh") with its parts below it ("Nợ", "Có"). Rows of a header have no
     * digits; a row of the table would be no title.
     */
    static @Nullable Columns of(Row first, Row second, Layout layout) {
        if (first.sheet() != second.sheet() || hasDigit(first) || hasDigit(second)) {
            return null;
        }
        List<Cell> joined = new ArrayList<>();
        String group = "";
        for (int column = 0;
                column < Math.max(first.cells().size(), second.cells().size());
                column++) {
            String above = first.cell(column).text();
            String below = second.cell(column).text();
            group = !above.isBlank() ? above : below.isBlank() ? "" : group;
            joined.add(new Cell((below.isBlank() ? above : group) + " " + below, false));
        }
        return of(new Row(second.sheet(), second.line(), joined), layout);
    }

    static boolean hasDigit(Row row) {
        return row.cells().stream().anyMatch(Cell::hasDigit);
    }

    boolean has(Role role) {
        return byRole.containsKey(role);
    }

    int count() {
        return byRole.size();
    }

    /** How many words of the titles the layout knows: "Ngày hạch toán" says more than "Ngày". */
    int words() {
        return words;
    }

    Cell cell(Row row, Role role) {
        return row.cell(byRole.getOrDefault(role, -1));
    }

    /** Whether a row has something beyond the last title: a separator inside a number or text has pushed its cells apart. */
    boolean overflows(Row row) {
        return !row.isBlankFrom(width);
    }

    /**
     * The row without its narrative, where words such as "total" may be a payer's. A narrative that is nothing but the bank's word stays:
     * where it is the first column the bank's labels stand in it.
     */
    List<Cell> outsideNarrative(Row row, Layout layout) {
        List<Cell> cells = new ArrayList<>(row.cells());
        int narrative = byRole.getOrDefault(Role.NARRATIVE, -1);
        if (narrative >= 0 && narrative < cells.size()) {
            // In one language or in two: "Tổng cộng / Total".
            boolean bankWords = Arrays.stream(
                            cells.get(narrative).text().split(":", 2)[0].split("[/\\n]"))
                    .map(Words::fold)
                    .allMatch(words -> layout.totalsWords().contains(words)
                            || layout.labels().values().stream()
                                    .anyMatch(label -> label.words().contains(words)));
            cells.set(narrative, bankWords ? cells.get(narrative) : Cell.EMPTY);
        }
        return cells;
    }

    /** A title equal to an alias wins over one that merely has its words ("Số tiền ghi nợ / Debit"), an earlier alias over a later; two of a kind decide nothing. */
    private static @Nullable Title title(List<String> titles, List<String> aliases) {
        for (boolean equal : new boolean[] {true, false}) {
            for (String alias : aliases) {
                int[] found = IntStream.range(0, titles.size())
                        .filter(column ->
                                equal ? titles.get(column).equals(alias) : Words.contains(titles.get(column), alias))
                        .toArray();
                if (found.length == 1) {
                    return new Title(found[0], alias.split(" ").length);
                }
            }
        }
        return null;
    }
}
