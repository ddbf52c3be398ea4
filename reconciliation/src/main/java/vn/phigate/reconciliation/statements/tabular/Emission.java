package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.tabular.Entry.Bad;
import vn.phigate.reconciliation.statements.tabular.Entry.Good;
import vn.phigate.reconciliation.statements.tabular.Layout.Label;
import vn.phigate.reconciliation.statements.tabular.Layout.Role;
import vn.phigate.reconciliation.statements.tabular.Numbers.Amount;
import vn.phigate.reconciliation.statements.tabular.Survey.Section;

/** The second pass: hands out the rows, each held against the running balance, and closes every account's table with its proof. */
final class Emission implements Table.Parts {
    private static final int NARRATIVE_CHARACTERS_MAX = 32 * 1024;

    private final Layout layout;
    private final boolean date1904;
    private final Survey survey;
    private final StatementSink sink;
    private final @Nullable Character style;
    private final boolean stylesMixed;

    private int sections;
    private Section section = new Section();
    private String currency = "";
    private int entries;
    private int quarantined;
    private BigDecimal credits = BigDecimal.ZERO;
    private BigDecimal debits = BigDecimal.ZERO;
    private boolean chainBroken;
    private @Nullable LocalDate above;
    private Chain chain = new Chain();
    private @Nullable Stated stated;
    private @Nullable ReadLine held;
    private boolean sidesSaid;

    /** What the bank's totals row says. */
    private record Stated(
            long line,
            @Nullable BigDecimal debits,
            @Nullable BigDecimal credits) {}

    Emission(Layout layout, boolean date1904, Survey survey, StatementSink sink) {
        this.layout = layout;
        this.date1904 = date1904;
        this.survey = survey;
        this.sink = sink;
        this.style = survey.style();
        this.stylesMixed = survey.rowsByStyle().size() > 1;
    }

    @Override
    public void begin(Columns columns) {
        section = survey.section(sections++);
        String declared = layout.currency();
        currency = section.currency != null ? section.currency : declared == null ? "" : declared;
        entries = 0;
        quarantined = 0;
        credits = BigDecimal.ZERO;
        debits = BigDecimal.ZERO;
        chainBroken = false;
        above = null;
        chain = Chain.from(section.newestFirst || section.openingDerived ? null : section.opening);
        stated = null;
        held = null;
        sink.begin(new StatementHeader(
                section.account == null ? "" : section.account,
                layout.bankBin(),
                null,
                null,
                currency.isEmpty() ? null : currency));
        if (section.account == null) {
            sink.finding(Finding.notice(
                    0,
                    "account",
                    "",
                    "account_missing",
                    "Không tìm thấy số tài khoản quanh bảng nên không biết sao kê của ai.",
                    "No account number stands around the table, so nobody knows whose it is."));
        }
        if (declared != null && !currency.equals(declared)) {
            sink.finding(Finding.flag(
                    0,
                    "currency",
                    currency,
                    "currency_differs",
                    "Tài khoản bằng " + currency + " nhưng mẫu tệp khai báo " + declared
                            + "; cách đọc số có thể không đúng.",
                    "The account is in " + currency + " but the layout declares " + declared
                            + "; its numbers may not read right."));
        }
        section.unreadLabels.forEach(label -> sink.finding(Finding.flag(
                label.line(),
                label.label().name().toLowerCase(Locale.ROOT),
                label.value().text(),
                label.label() == Label.FROM || label.label() == Label.TO ? "date_impossible" : "amount_unreadable",
                "Dòng " + label.line() + ": không đọc được “" + label.value().text() + "”.",
                "Row " + label.line() + ": “" + label.value().text() + "” cannot be read.")));
        saySides();
        if (section.newestFirst) {
            sink.finding(Finding.notice(
                    0,
                    "balance",
                    "",
                    "newest_first",
                    "Các dòng xếp từ mới đến cũ (theo cột số dư).",
                    "The rows run from newest to oldest (by the balance column)."));
        }
    }

    @Override
    public void label(Label label, Cell value, long line) {
        // The first pass has them.
    }

    /** Told once a file: the balances prove it, but the layout and the bank disagree about words or signs. */
    private void saySides() {
        if (sidesSaid) {
            return;
        }
        sidesSaid = true;
        switch (layout.sides()) {
            case AS_TITLED -> {}
            case TURNED ->
                sink.finding(
                        Finding.flag(
                                0,
                                "debit, credit",
                                layout.name(),
                                "sides_turned",
                                "Theo cột số dư thì cột ghi nợ và ghi có của tệp ngược với mẫu đã khai báo; đọc theo số dư. Hãy sửa mẫu trong config/layouts.",
                                "By the balance column this file has debit and credit the other way round than the layout declares; the balances are followed. Mend the layout in config/layouts."));
            case SIGNED ->
                sink.finding(
                        Finding.notice(
                                0,
                                "debit, credit",
                                "-",
                                "sides_signed",
                                "Cột ghi nợ hoặc ghi có có dấu trừ; theo cột số dư thì dấu trừ chỉ lặp lại ý của cột.",
                                "The columns debit or credit have minus signs; by the balance column these only repeat what the column says."));
            case TAKEN_BACK ->
                sink.finding(
                        Finding.notice(
                                0,
                                "debit, credit",
                                "-",
                                "sides_taken_back",
                                "Cột ghi nợ hoặc ghi có có số âm; theo cột số dư thì đó là bút toán đảo, tiền đi chiều ngược lại.",
                                "The columns debit or credit have negative amounts; by the balance column these take a booking back, the money goes the other way."));
        }
    }

    @Override
    public void more(Row row, Columns columns) {
        ReadLine before = held;
        String text = columns.cell(row, Role.NARRATIVE).text().strip();
        if (before != null && before.narrative().length() + text.length() <= NARRATIVE_CHARACTERS_MAX) {
            held = before.withNarrative(before.narrative().isEmpty() ? text : before.narrative() + "\n" + text);
        }
    }

    private void flush() {
        ReadLine line = held;
        held = null;
        if (line != null) {
            sink.line(line);
        }
    }

    @Override
    public void aside(Row row) {
        String text = row.cells().stream()
                .map(Cell::text)
                .filter(t -> !t.isBlank())
                .findFirst()
                .orElse("");
        sink.finding(Finding.notice(
                row.line(),
                "",
                text,
                "row_without_money",
                "Dòng " + row.line() + " trong bảng không có ngày và số tiền nên bỏ qua.",
                "Row " + row.line() + " in the table has neither day nor money and is passed over."));
    }

    @Override
    public void totals(Row row, Columns columns) {
        if (layout.rowTypes() != null) {
            turnover(row, columns);
            return;
        }
        if (columns.has(Role.DEBIT)) {
            Amount debit = layout.numbers().read(columns.cell(row, Role.DEBIT));
            Amount credit = layout.numbers().read(columns.cell(row, Role.CREDIT));
            stated = new Stated(
                    row.line(), debit == null ? null : debit.value(), credit == null ? null : credit.value());
        }
    }

    /** One row per side: the bank's sum of it. */
    private void turnover(Row row, Columns columns) {
        Amount sum = layout.numbers().read(columns.cell(row, Role.AMOUNT));
        Boolean credit = layout.signs().credit(columns.cell(row, Role.SIGN).text());
        if (sum == null || credit == null) {
            return;
        }
        Stated before = stated == null ? new Stated(row.line(), null, null) : stated;
        stated = credit
                ? new Stated(row.line(), before.debits(), sum.value())
                : new Stated(row.line(), sum.value(), before.credits());
    }

    @Override
    public void entry(Row row, Columns columns) {
        flush();
        entries++;
        Entry entry = Entry.read(row, columns, layout, date1904, above);
        switch (entry) {
            case Bad bad -> {
                quarantined++;
                sink.finding(bad.finding());
                chain(row, entry.balance(), null);
            }
            case Good good
            when stylesMixed && !Set.of(style == null ? ' ' : style).containsAll(good.styles()) -> {
                quarantined++;
                above = good.bookedOn();
                sink.finding(otherStyle(row, good));
                chain(row, null, null);
            }
            case Good good -> {
                above = good.bookedOn();
                chain(row, good.balance(), good.signed());
                if (good.credit()) {
                    credits = credits.add(good.amount());
                } else {
                    debits = debits.add(good.amount());
                }
                held = new ReadLine(
                        entries,
                        row.line(),
                        good.credit(),
                        good.amount(),
                        currency,
                        good.bookedOn(),
                        good.valueOn(),
                        good.narrative(),
                        good.reference(),
                        section.balanceUsable ? good.balance() : null,
                        true,
                        false,
                        1,
                        good.counterpartyName(),
                        good.counterpartyAccount());
            }
        }
    }

    @Override
    public void end() {
        flush();
        // Derived from one balance they agree by themselves: nothing is proved, unless the books go on from them.
        boolean derivedOnly =
                section.openingDerived && section.closingDerived && section.links == 0 && section.breaks == 0;
        BigDecimal opening = section.opening;
        BigDecimal closing = section.closing;
        Boolean agrees = null;
        if (opening != null && closing != null && !derivedOnly) {
            BigDecimal difference = closing.subtract(opening).subtract(credits).add(debits);
            agrees = difference.signum() == 0 && !chainBroken;
            if (difference.signum() != 0) {
                String sum = opening.toPlainString() + " + " + credits.toPlainString() + " - " + debits.toPlainString();
                sink.finding(Finding.flag(
                        0,
                        "balance",
                        closing.toPlainString(),
                        "balance_differs",
                        "Số dư không khớp: " + sum + " khác số dư cuối " + closing.toPlainString() + ", lệch "
                                + difference.toPlainString()
                                + ". Xem các dòng để riêng và kiểm tra có thiếu dòng không.",
                        "The balances do not hold: " + sum + " is not the closing balance " + closing.toPlainString()
                                + ", off by " + difference.toPlainString()
                                + ". See the rows set aside, and whether rows are missing."));
            }
            if (section.openingDerived || section.closingDerived) {
                sink.finding(Finding.notice(
                        0,
                        "balance",
                        section.openingDerived ? opening.toPlainString() : closing.toPlainString(),
                        "balance_derived",
                        "Tệp không ghi đủ số dư đầu và cuối; lấy từ cột số dư của các dòng.",
                        "The file does not state both balances; they are taken from the balance column."));
            }
        } else {
            sink.finding(
                    Finding.notice(
                            0,
                            "balance",
                            "",
                            "balance_unproven",
                            section.balanceColumn && !section.balanceUsable && entries > 0
                                    ? "Cột số dư không đi theo các dòng nên không dùng được; không có gì chứng minh sao kê đủ dòng."
                                    : "Tệp không có số dư dùng được nên không chứng minh được sao kê đủ dòng và đọc đúng cột.",
                            section.balanceColumn && !section.balanceUsable && entries > 0
                                    ? "The balance column does not move with the rows and is of no use; nothing proves the rows to be complete."
                                    : "The file has no usable balance, so nothing proves that its rows are complete and its columns rightly read."));
        }
        checkStated();
        sink.end(new StatementSummary(
                entries,
                entries - quarantined,
                quarantined,
                opening,
                opening == null ? null : section.from,
                closing,
                closing == null ? null : section.to,
                credits,
                debits,
                agrees,
                false));
    }

    /** Each balance must follow from its neighbour; where the neighbour could not be read, the chain starts anew behind it. */
    private void chain(Row row, @Nullable BigDecimal balance, @Nullable BigDecimal signed) {
        BigDecimal expected = !section.balanceUsable || balance == null
                ? null
                : section.newestFirst ? chain.descending() : chain.ascending(signed);
        if (expected != null && balance != null && expected.compareTo(balance) != 0) {
            chainBroken = true;
            sink.finding(Finding.flag(
                    row.line(),
                    "balance",
                    balance.toPlainString(),
                    "running_balance_differs",
                    "Dòng " + row.line() + ": số dư ghi " + balance.toPlainString()
                            + " nhưng tính từ dòng liền kề phải là " + expected.toPlainString()
                            + ". Có thể thiếu dòng, hoặc số bị đọc sai.",
                    "Row " + row.line() + ": the balance reads " + balance.toPlainString() + " but must be "
                            + expected.toPlainString()
                            + " by the row before. A row may be missing, or a number misread."));
        }
        chain.step(balance, signed);
    }

    private Finding otherStyle(Row row, Good good) {
        String counts = survey.rowsByStyle().toString();
        return Finding.flag(
                row.line(),
                "amount",
                good.amount().toPlainString(),
                "number_style_differs",
                "Dòng " + row.line() + " phân nhóm số khác phần lớn các dòng của tệp (số dòng theo dấu: " + counts
                        + "). Để riêng, không đoán.",
                "Row " + row.line() + " groups its digits otherwise than most rows of the file (rows by sign: " + counts
                        + "). It is set aside, not guessed.");
    }

    private void checkStated() {
        if (stated == null) {
            return;
        }
        boolean debitsHold = stated.debits() == null || stated.debits().compareTo(debits) == 0;
        boolean creditsHold = stated.credits() == null || stated.credits().compareTo(credits) == 0;
        if (!debitsHold || !creditsHold) {
            String said = "nợ " + stated.debits() + ", có " + stated.credits();
            String counted = "nợ " + debits.toPlainString() + ", có " + credits.toPlainString();
            sink.finding(Finding.flag(
                    stated.line(),
                    "total",
                    stated.debits() + " | " + stated.credits(),
                    "totals_differ",
                    "Dòng tổng cộng ghi " + said + " nhưng các dòng đọc được cộng lại là " + counted + ".",
                    "The totals row states debits " + stated.debits() + " and credits " + stated.credits()
                            + " but the rows read add up to " + debits.toPlainString() + " and "
                            + credits.toPlainString() + "."));
        }
    }
}
