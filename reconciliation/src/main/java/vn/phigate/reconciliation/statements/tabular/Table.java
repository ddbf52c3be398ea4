package vn.phigate.reconciliation.statements.tabular;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.tabular.Layout.Label;
import vn.phigate.reconciliation.statements.tabular.Layout.Role;

/**
 * Walks a file by a layout and tells its parts: labels above a table, the table's rows, its totals row, labels below, and so on for each
 * account of the file. The same walk serves both passes, so that they cannot disagree about what a row is.
 */
final class Table {
    /** What the walk tells; a section is one account's table with the labels around it. */
    interface Parts {
        void begin(Columns columns);

        void label(Label label, Cell value, long line);

        void entry(Row row, Columns columns);

        /** A second line of the entry above that carries only text. */
        void more(Row row, Columns columns);

        /** A row inside the table without day and money. */
        void aside(Row row);

        void totals(Row row, Columns columns);

        void end();
    }

    private enum Place {
        ABOVE,
        INSIDE,
        BELOW
    }

    private record Found(Cell value, long line) {}

    private static final Pattern ACCOUNT = Pattern.compile("^\\s*([0-9A-Za-z]+(?:[ .-]?[0-9]+)*)");

    private static final Pattern ACCOUNT_WITHIN = Pattern.compile("(?<![0-9A-Za-z])([0-9]+(?:[ .-]?[0-9]+)*)");

    private static final Pattern COLUMN_NUMBER = Pattern.compile("\\(?(\\d{1,2})\\)?");

    private final Layout layout;
    private final boolean date1904;
    private final Parts parts;
    private final Map<Label, Found> above = new EnumMap<>(Label.class);
    private Place place = Place.ABOVE;
    private int sheet = -1;
    private @Nullable Columns columns;
    private String ofAccount = "";
    private @Nullable String ofSection;
    private @Nullable Row rowBefore;
    private boolean headerBefore;

    private Table(Layout layout, boolean date1904, Parts parts) {
        this.layout = layout;
        this.date1904 = date1904;
        this.parts = parts;
    }

    static void walk(Rows rows, Layout layout, Parts parts) throws IOException, BrokenTable {
        Table table = new Table(layout, rows.date1904(), parts);
        rows.walk(row -> {
            table.row(row);
            return true;
        });
        table.close();
    }

    private void row(Row row) {
        if (row.sheet() != sheet) {
            close();
            sheet = row.sheet();
        }
        if (row.isBlank()) {
            return;
        }
        Row before = rowBefore;
        boolean belowHeader = headerBefore;
        rowBefore = null;
        headerBefore = false;
        Columns known = columns;
        if (known != null && layout.rowTypes() == null && isEntry(row, known)) {
            entry(row, known);
            return;
        }
        rowBefore = row;
        Columns header = Columns.of(row, layout);
        Columns ofBoth = header == null && before != null ? Columns.of(before, row, layout) : null;
        if (header != null) {
            headerBefore = true;
            header(header);
        } else if (ofBoth != null && !(belowHeader && known != null && known.count() >= ofBoth.count())) {
            header(ofBoth);
        } else if (belowHeader && (!Columns.hasDigit(row) || isNumbering(row))) {
            parts.aside(row);
        } else if (place == Place.ABOVE || known == null) {
            labels(row, row.cells()).forEach(above::putIfAbsent);
        } else if (layout.rowTypes() != null) {
            typed(row, known, layout.rowTypes());
        } else {
            other(row, known);
        }
    }

    /** The columns' numbers below their titles, as in printed forms: (1) (2) (3). */
    private static boolean isNumbering(Row row) {
        int last = 0;
        int count = 0;
        for (Cell cell : row.cells()) {
            Matcher number = COLUMN_NUMBER.matcher(cell.text().strip());
            if (cell.isBlank()) {
                continue;
            }
            if (!number.matches() || Integer.parseInt(number.group(1)) <= last) {
                return false;
            }
            last = Integer.parseInt(number.group(1));
            count++;
        }
        return count > 2;
    }

    /** Both a day and money: what most rows are, so that it is asked first. */
    private boolean isEntry(Row row, Columns known) {
        return hasMoney(row, known) && hasDay(row, known);
    }

    private boolean hasDay(Row row, Columns known) {
        Cell date = known.cell(row, Role.DATE);
        return layout.dateHasReference()
                ? Days.led(date, layout.dates(), date1904) != null
                : Days.read(date, layout.dates(), date1904) != null;
    }

    /** Digits, whether or not they can be read: below a table stand names and offices under any of its columns. */
    private static boolean hasMoney(Row row, Columns known) {
        return known.has(Role.AMOUNT)
                ? known.cell(row, Role.AMOUNT).hasDigit()
                : known.cell(row, Role.DEBIT).hasDigit()
                        || known.cell(row, Role.CREDIT).hasDigit();
    }

    /** Debit and credit in one row without a day is a sum, never an entry, so that its text cannot be a payer's. */
    private boolean isSum(Row row, Columns known) {
        return known.cell(row, Role.DEBIT).hasDigit()
                && known.cell(row, Role.CREDIT).hasDigit()
                && startsWith(row.cells(), layout.totalsWords());
    }

    private void entry(Row row, Columns known) {
        if (known.has(Role.ACCOUNT) && !known.cell(row, Role.ACCOUNT).isBlank()) {
            account(row, known);
        }
        place = Place.INSIDE;
        parts.entry(row, known);
    }

    private void other(Row row, Columns known) {
        boolean day = hasDay(row, known);
        if (!day && startsWith(known.outsideNarrative(row, layout), layout.passedOver())) {
            parts.aside(row);
            return;
        }
        if (!day && aroundTheTable(row, known)) {
            return;
        }
        if (place == Place.BELOW) {
            return;
        }
        if (day || hasMoney(row, known)) {
            entry(row, known);
        } else if (layout.narrativeGoesOn() && !known.cell(row, Role.NARRATIVE).isBlank()) {
            parts.more(row, known);
        } else {
            parts.aside(row);
        }
    }

    /** A row of a file that says in each row what it is. */
    private void typed(Row row, Columns known, Layout.RowTypes types) {
        String type = row.cell(types.column() - 1).text().strip();
        if (known.has(Role.ACCOUNT)) {
            account(row, known);
        }
        if (type.equals(types.entry())) {
            place = Place.INSIDE;
            parts.entry(row, known);
        } else if (type.equals(types.turnover())) {
            parts.totals(row, known);
        } else if (type.equals(types.opening())) {
            balance(row, known, Label.OPENING, Label.FROM);
        } else if (type.equals(types.closing())) {
            balance(row, known, Label.CLOSING, Label.TO);
        } else {
            parts.aside(row);
        }
    }

    private void balance(Row row, Columns known, Label balance, Label day) {
        Cell amount = known.cell(row, Role.AMOUNT);
        boolean overdrawn = Boolean.FALSE.equals(
                layout.signs().credit(known.cell(row, Role.SIGN).text()));
        parts.label(balance, overdrawn ? new Cell("-" + amount.text(), amount.number()) : amount, row.line());
        parts.label(day, known.cell(row, Role.DATE), row.line());
    }

    /** Where each row names its account, another account (or currency of it) begins another statement. */
    private void account(Row row, Columns known) {
        Cell number = known.cell(row, Role.ACCOUNT);
        Cell currency = known.cell(row, Role.CURRENCY);
        String named = number.text().strip() + "|" + currency.text().strip();
        if (named.equals(ofAccount)) {
            return;
        }
        if (!ofAccount.isEmpty()) {
            parts.end();
            parts.begin(known);
        }
        ofAccount = named;
        parts.label(Label.ACCOUNT, number, row.line());
        if (!currency.isBlank()) {
            parts.label(Label.CURRENCY, currency, row.line());
        }
    }

    /** The header again, on the next page, goes on with the table; the first after new labels begins one. */
    private void header(Columns header) {
        if (place == Place.ABOVE) {
            parts.begin(header);
            Found account = above.get(Label.ACCOUNT);
            ofSection = account == null ? null : account(account.value());
            above.forEach((label, found) -> parts.label(label, found.value(), found.line()));
            above.clear();
        }
        columns = header;
        place = Place.INSIDE;
    }

    private static boolean startsWith(List<Cell> cells, List<String> words) {
        return !words.isEmpty() && cells.stream().anyMatch(cell -> Words.startsWithAny(Words.fold(cell.text()), words));
    }

    private boolean aroundTheTable(Row row, Columns known) {
        List<Cell> cells = known.outsideNarrative(row, layout);
        if (startsWith(cells, layout.totalsWords()) || isSum(row, known)) {
            parts.totals(row, known);
            place = Place.BELOW;
            return true;
        }
        Map<Label, Found> found = labels(row, cells);
        Found account = found.get(Label.ACCOUNT);
        if (account != null && !Objects.equals(account(account.value()), ofSection)) {
            close();
            above.putAll(found);
            return true;
        }
        // The same account again is the head of its next page.
        found.forEach((label, value) -> parts.label(label, value.value(), value.line()));
        return !found.isEmpty();
    }

    private void close() {
        if (place != Place.ABOVE) {
            parts.end();
        }
        place = Place.ABOVE;
        columns = null;
        ofAccount = "";
        above.clear();
    }

    /** A label's value stands behind its colon, or else in the next filled cell to the right. */
    private Map<Label, Found> labels(Row row, List<Cell> cells) {
        Map<Label, Found> found = new EnumMap<>(Label.class);
        for (int column = 0; column < cells.size(); column++) {
            Cell cell = cells.get(column);
            String text = cell.text();
            int colon = text.indexOf(':');
            String name = Words.fold(colon < 0 ? text : text.substring(0, colon));
            if (name.isEmpty()) {
                continue;
            }
            String behind = colon < 0 ? "" : text.substring(colon + 1);
            Cell value = behind.isBlank() ? nextFilled(row, column) : new Cell(behind.strip(), false);
            // "Số dư đầu kỳ" in the column of the text, its amount in that of the balance before it.
            Cell inColumn = value.isBlank() && columns != null ? columns.cell(row, Role.BALANCE) : value;
            layout.labels().forEach((label, words) -> {
                Cell beside = switch (label) {
                    case OPENING, CLOSING -> inColumn;
                    // "Từ ngày 01/04/2026 đến ngày 02/04/2026" without a colon says it itself.
                    case FROM, TO -> colon < 0 && cell.hasDigit() ? cell : value;
                    case ACCOUNT, CURRENCY -> value;
                };
                if (words.names(name) && !beside.isBlank() && (label != Label.ACCOUNT || account(beside) != null)) {
                    found.putIfAbsent(label, new Found(beside, row.line()));
                }
            });
        }
        return found;
    }

    private static Cell nextFilled(Row row, int column) {
        for (int next = column + 1; next < row.cells().size(); next++) {
            if (!row.cell(next).isBlank()) {
                return row.cell(next);
            }
        }
        return Cell.EMPTY;
    }

    /** The number without the blanks, dots and dashes of print; null when the text has none of enough digits at its beginning or behind words. */
    static @Nullable String account(Cell cell) {
        String first = account(ACCOUNT.matcher(cell.text()), 4);
        return first != null ? first : account(ACCOUNT_WITHIN.matcher(cell.text()), 6);
    }

    private static @Nullable String account(Matcher matcher, int digits) {
        if (!matcher.find()) {
            return null;
        }
        String number = matcher.group(1).replaceAll("[ .-]", "");
        return number.chars().filter(Character::isDigit).count() >= digits ? number : null;
    }
}
