package vn.phigate.reconciliation.statements.tabular;

import java.util.ArrayList;
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

    private Columns(Map<Role, Integer> byRole, int width) {
        this.byRole = byRole;
        this.width = width;
    }

    /** Null when the row is not this layout's header: a word is missing, or a needed column is absent or found twice. */
    static @Nullable Columns of(Row row, Layout layout) {
        List<String> titles =
                row.cells().stream().map(cell -> Words.fold(cell.text())).toList();
        String all = String.join(" ", titles);
        if (!layout.headerWords().stream().allMatch(word -> Words.contains(all, word))) {
            return null;
        }
        Map<Role, Integer> found = new EnumMap<>(Role.class);
        layout.columns().forEach((role, aliases) -> {
            int column = column(titles, aliases);
            if (column >= 0) {
                found.put(role, column);
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
                && found.values().stream().distinct().count() == found.size();
        int width = titles.size();
        while (width > 0 && titles.get(width - 1).isEmpty()) {
            width--;
        }
        return complete ? new Columns(found, width) : null;
    }

    boolean has(Role role) {
        return byRole.containsKey(role);
    }

    int count() {
        return byRole.size();
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
            String words = Words.fold(cells.get(narrative).text().split(":", 2)[0]);
            boolean bankWords = layout.totalsWords().contains(words)
                    || layout.labels().values().stream()
                            .anyMatch(label -> label.words().contains(words));
            cells.set(narrative, bankWords ? cells.get(narrative) : Cell.EMPTY);
        }
        return cells;
    }

    /** A title equal to an alias wins over one that merely has its words ("Số tiền ghi nợ / Debit"), an earlier alias over a later; two of a kind decide nothing. */
    private static int column(List<String> titles, List<String> aliases) {
        for (boolean equal : new boolean[] {true, false}) {
            for (String alias : aliases) {
                int[] found = IntStream.range(0, titles.size())
                        .filter(column ->
                                equal ? titles.get(column).equals(alias) : Words.contains(titles.get(column), alias))
                        .toArray();
                if (found.length == 1) {
                    return found[0];
                }
            }
        }
        return -1;
    }
}
