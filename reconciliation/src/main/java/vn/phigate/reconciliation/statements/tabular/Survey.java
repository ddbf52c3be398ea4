package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.tabular.Entry.Good;
import vn.phigate.reconciliation.statements.tabular.Layout.Label;
import vn.phigate.reconciliation.statements.tabular.Layout.Role;

/** The first pass: what must be known of the whole file before its first row can be trusted: labels, number style, order of the rows. */
final class Survey implements Table.Parts {
    /** What one account's table says of itself. */
    static final class Section {
        @Nullable
        String account;

        @Nullable
        String currency;

        @Nullable
        LocalDate from;

        @Nullable
        LocalDate to;

        @Nullable
        BigDecimal opening;

        @Nullable
        BigDecimal closing;

        final List<UnreadLabel> unreadLabels = new ArrayList<>();
        boolean balanceColumn;
        boolean newestFirst;
        /** The balance column moves with the rows; false when a bank fills it with a constant. */
        boolean balanceUsable;
        /** Neighbouring rows whose balances fit each other: what a balance derived from the column rests on. */
        int links;

        /** Neighbouring rows whose balances do not, in the order of the rows. */
        int breaks;

        int entries;
        /** Rows that could not be read. */
        int bad;

        private @Nullable BigDecimal firstBalance;
        private @Nullable BigDecimal lastBalance;
        /** The sum of the rows before the first balance, and of these with its own. */
        private @Nullable BigDecimal beforeFirst;

        private @Nullable BigDecimal upToFirst;
        private int ascending;
        private int ascendingBreaks;
        private int descending;
        private int descendingBreaks;
        private boolean balanceVaries;
        private int balances;
        boolean openingDerived;
        boolean closingDerived;
    }

    record UnreadLabel(Label label, Cell value, long line) {}

    private static final int SECTIONS_MAX = 10_000;

    private final Layout layout;
    private final boolean date1904;
    private final List<Section> sections = new ArrayList<>();
    private final Map<Character, Integer> rowsByStyle = new TreeMap<>();
    private Section section = new Section();
    private @Nullable LocalDate above;
    private Chain chain = new Chain();
    private BigDecimal sum = BigDecimal.ZERO;
    private boolean negativeSides;

    Survey(Layout layout, boolean date1904) {
        this.layout = layout;
        this.date1904 = date1904;
    }

    Section section(int index) {
        return sections.get(index);
    }

    boolean tooManySections() {
        return sections.size() > SECTIONS_MAX;
    }

    Map<Character, Integer> rowsByStyle() {
        return rowsByStyle;
    }

    /** The one group sign of most rows; null when no row shows any, or when two are equally frequent and neither can be believed. */
    @Nullable
    Character style() {
        int most =
                rowsByStyle.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Character> candidates = rowsByStyle.entrySet().stream()
                .filter(style -> style.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        return candidates.size() == 1 ? candidates.getFirst() : null;
    }

    @Override
    public void begin(Columns columns) {
        section = new Section();
        section.balanceColumn = columns.has(Role.BALANCE);
        if (sections.size() <= SECTIONS_MAX) {
            sections.add(section);
        }
        above = null;
        chain = new Chain();
    }

    /** Of all rows that can be read, without trailing zeros, so that equal sums are equal. */
    BigDecimal sum() {
        return sum.stripTrailingZeros();
    }

    /** Some row could not be read, and has a minus sign in the column debit or credit. */
    boolean negativeSides() {
        return negativeSides;
    }

    List<Section> sections() {
        return List.copyOf(sections);
    }

    @Override
    public void label(Label label, Cell value, long line) {
        boolean read = switch (label) {
            case ACCOUNT -> (section.account = section.account != null ? section.account : number(value)) != null;
            case CURRENCY -> {
                section.currency = section.currency != null ? section.currency : currency(value);
                yield true;
            }
            case OPENING -> (section.opening = section.opening != null ? section.opening : amount(value)) != null;
            case CLOSING -> (section.closing = amount(value)) != null;
            case FROM -> {
                List<LocalDate> days = Days.within(value, layout.dates(), date1904);
                section.from = days.isEmpty() ? null : days.getFirst();
                section.to = days.size() > 1 ? days.getLast() : section.to;
                yield !days.isEmpty();
            }
            case TO -> {
                List<LocalDate> days = Days.within(value, layout.dates(), date1904);
                section.to = days.isEmpty() ? null : days.getLast();
                yield !days.isEmpty();
            }
        };
        if (!read) {
            section.unreadLabels.add(new UnreadLabel(label, value, line));
        }
    }

    @Override
    public void entry(Row row, Columns columns) {
        Entry entry = Entry.read(row, columns, layout, date1904, above);
        section.entries++;
        BigDecimal signed = null;
        if (entry instanceof Good good) {
            above = good.bookedOn();
            signed = good.signed();
            sum = sum.add(signed);
            good.styles().forEach(style -> rowsByStyle.merge(style, 1, Integer::sum));
        } else {
            section.bad++;
            negativeSides |= columns.has(Role.DEBIT) && Entry.hasNegativeSide(row, columns, layout);
        }
        chain(entry.balance(), signed);
    }

    @Override
    public void more(Row row, Columns columns) {
        // Concerns the second pass only.
    }

    @Override
    public void aside(Row row) {
        // Concerns the second pass only.
    }

    @Override
    public void totals(Row row, Columns columns) {
        // Concerns the second pass only.
    }

    @Override
    public void end() {
        section.newestFirst = section.descending > section.ascending;
        section.links = Math.max(section.ascending, section.descending);
        section.breaks = section.newestFirst ? section.descendingBreaks : section.ascendingBreaks;
        section.balanceUsable = section.balances > 0
                && (section.balances == 1 || section.balanceVaries || (section.links > 0 && section.breaks == 0));
        if (!section.balanceUsable) {
            return;
        }
        if (section.opening == null) {
            section.opening = section.newestFirst
                    ? minus(section.lastBalance, chain.fromLast())
                    : minus(section.firstBalance, section.upToFirst);
            section.openingDerived = section.opening != null;
        }
        if (section.closing == null) {
            section.closing = section.newestFirst
                    ? Chain.plus(section.firstBalance, section.beforeFirst)
                    : Chain.plus(section.lastBalance, chain.behind());
            section.closingDerived = section.closing != null;
        }
    }

    private static @Nullable BigDecimal minus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null || other == null ? null : one.subtract(other);
    }

    private void chain(@Nullable BigDecimal balance, @Nullable BigDecimal signed) {
        if (balance != null) {
            if (section.balances++ == 0) {
                section.firstBalance = balance;
                section.beforeFirst = chain.behind();
                section.upToFirst = Chain.plus(chain.behind(), signed);
            }
            BigDecimal last = section.lastBalance;
            section.balanceVaries |= last != null && last.compareTo(balance) != 0;
            section.lastBalance = balance;
            BigDecimal ascending = chain.ascending(signed);
            if (ascending != null) {
                boolean holds = ascending.compareTo(balance) == 0;
                section.ascending += holds ? 1 : 0;
                section.ascendingBreaks += holds ? 0 : 1;
            }
            BigDecimal descending = chain.descending();
            if (descending != null) {
                boolean holds = descending.compareTo(balance) == 0;
                section.descending += holds ? 1 : 0;
                section.descendingBreaks += holds ? 0 : 1;
            }
        }
        chain.step(balance, signed);
    }

    /** Where a column of its own names the account, whatever stands there is its name. */
    private static @Nullable String number(Cell value) {
        String number = Table.account(value);
        return number != null || value.isBlank() ? number : value.text().strip();
    }

    private @Nullable BigDecimal amount(Cell value) {
        Numbers.Amount amount = layout.numbers().read(value);
        return amount == null ? null : amount.value();
    }

    private static @Nullable String currency(Cell value) {
        for (String word : Words.fold(value.text()).split(" ")) {
            if (word.matches("[A-Z]{3}")) {
                return word;
            }
        }
        return null;
    }
}
