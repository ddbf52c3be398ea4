package vn.phigate.reconciliation.statements.mt;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.mt.Fields.Balance;
import vn.phigate.reconciliation.statements.mt.Fields.Totals;

/** The fields of one account in one message: streams its entries and holds their sum against the balances at the end. */
final class MtStatement {
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final int TOTALS_MAX = 10;
    /** Before its first entry a statement has a handful of fields. */
    private static final int EARLY_MAX = 100;

    private final StatementSink sink;
    private final String reference;
    private final boolean interim;
    private final long firstLine;

    private String account = "";
    private @Nullable String sequence;
    private @Nullable String currency;
    private @Nullable Balance opening;
    private @Nullable Balance closing;
    private boolean currenciesMixed;
    private boolean begun;
    private @Nullable Entry entry;
    private final List<Totals> stated = new ArrayList<>();
    private final List<Finding> early = new ArrayList<>();

    private int entries;
    private int quarantined;
    private final Sums all = new Sums();
    private final Sums booked = new Sums();
    private final Sums reversed = new Sums();

    private static final class Sums {
        int credits;
        int debits;
        BigDecimal credit = BigDecimal.ZERO;
        BigDecimal debit = BigDecimal.ZERO;

        void add(boolean isCredit, BigDecimal amount) {
            if (isCredit) {
                credits++;
                credit = credit.add(amount);
            } else {
                debits++;
                debit = debit.add(amount);
            }
        }

        boolean holds(Totals totals) {
            return totals.count() == (totals.credit() ? credits : debits)
                    && totals.sum().compareTo(totals.credit() ? credit : debit) == 0;
        }
    }

    /** What the next statement of the account must go on from. */
    record Last(@Nullable Balance opening, @Nullable Balance closing) {}

    MtStatement(StatementSink sink, String reference, boolean interim, long firstLine) {
        this.sink = sink;
        this.reference = reference;
        this.interim = interim;
        this.firstLine = firstLine;
    }

    boolean hasAccount() {
        return !account.isEmpty();
    }

    /** Whether field 86 now would be of an entry, not of the whole statement. */
    boolean describesEntry() {
        return entry != null;
    }

    String key() {
        return account + "|" + currency;
    }

    void account(String number) {
        account = number;
    }

    void sequence(String number) {
        sequence = number;
    }

    /** 34F: the floor limit, the only field of an interim report that names the currency before the entries. */
    void floor(String value) {
        Matcher matcher = CURRENCY.matcher(value);
        if (currency == null && matcher.lookingAt()) {
            currency = matcher.group();
        }
    }

    void balance(String tag, String value, long line) {
        flush();
        Balance balance = readBalance(tag, value, line);
        if (balance == null) {
            return;
        }
        if (currency == null) {
            currency = balance.currency();
        } else if (!currency.equals(balance.currency())) {
            currenciesMixed = true;
            say(Finding.flag(
                    line,
                    tag,
                    balance.currency(),
                    "currency_differs",
                    "Số dư ở dòng " + line + " bằng " + balance.currency() + " trong sao kê bằng " + currency + ".",
                    "The balance in line " + line + " is in " + balance.currency() + ", the statement in " + currency
                            + "."));
        }
        if (tag.startsWith("62")) {
            closing = balance;
            return;
        }
        Balance page = closing;
        if (opening == null) {
            opening = balance;
        } else if (page != null && page.amount().compareTo(balance.amount()) != 0) {
            discontinuous(page.amount(), balance);
        }
    }

    void otherBalance(String tag, String value, long line) {
        flush();
        readBalance(tag, value, line);
    }

    private @Nullable Balance readBalance(String tag, String value, long line) {
        Balance balance = Fields.balance(tag, value, line);
        if (balance == null) {
            say(Finding.flag(
                    line,
                    tag,
                    value,
                    "amount_unreadable",
                    "Dòng " + line + ": số dư “" + value + "” không đọc được theo chuẩn SWIFT.",
                    "Line " + line + ": the balance \"" + value + "\" is none by the SWIFT standard."));
        } else if (balance.on() == null) {
            impossible(line, tag, balance.date());
        }
        return balance;
    }

    void totals(String tag, String value, long line) {
        flush();
        Totals totals = Fields.totals(value, tag.equals("90C"), line);
        if (totals == null) {
            say(Finding.flag(
                    line,
                    tag,
                    value,
                    "totals_unreadable",
                    "Dòng " + line + ": số bút toán và tổng “" + value + "” không đọc được.",
                    "Line " + line + ": the count and sum \"" + value + "\" cannot be read."));
        } else if (stated.size() < TOTALS_MAX) {
            stated.add(totals);
        }
    }

    void entry(String value, long line) {
        flush();
        begin();
        entries++;
        entry = new Entry(value, line);
    }

    void supplement(String text) {
        if (entry != null) {
            entry.supplement(text);
        }
    }

    /** Before the first entry and behind the closing balance it speaks of the whole statement, and is of no use here. */
    void information(String text, boolean goesOn) {
        if (entry != null) {
            entry.information(goesOn ? text : text.stripLeading());
        }
    }

    /** A statement's own findings follow its beginning, which waits for its balance. */
    private void say(Finding finding) {
        if (begun) {
            sink.finding(finding);
        } else if (early.size() < EARLY_MAX) {
            early.add(finding);
        }
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        Balance first = opening;
        sink.begin(new StatementHeader(
                account,
                null,
                reference.isEmpty() ? null : reference,
                sequence,
                currency,
                first != null && first.intermediate()));
        early.forEach(sink::finding);
        early.clear();
        if (account.isEmpty()) {
            say(Finding.flag(
                    firstLine,
                    "25",
                    "",
                    "account_missing",
                    "Sao kê không ghi số tài khoản (:25:) nên không biết của ai.",
                    "The statement names no account (:25:), so nobody knows whose it is."));
        }
    }

    private void flush() {
        Entry read = entry;
        entry = null;
        if (read == null) {
            return;
        }
        if (read.cut) {
            say(Finding.notice(
                    read.line,
                    "86",
                    "",
                    "narrative_cut",
                    "Nội dung của bút toán thứ " + entries + " quá dài nên chỉ giữ phần đầu.",
                    "The texts of entry " + entries + " are too long; only the first are kept."));
        }
        BigDecimal amount = read.readable() ? read.amount(currency) : null;
        if (amount == null) {
            quarantined++;
            boolean shape = !read.readable();
            say(Finding.flag(
                    read.line,
                    "61",
                    shape ? read.raw : read.amountText(),
                    shape ? "entry_unreadable" : "amount_unreadable",
                    shape
                            ? "Bút toán thứ " + entries + " (dòng " + read.line
                                    + ") không đúng dạng của trường 61. Để riêng, không đoán."
                            : "Bút toán thứ " + entries + " có số tiền “" + read.amountText()
                                    + "” không phải số tiền bằng " + currency + ". Để riêng, không đoán.",
                    shape
                            ? "Entry " + entries + " (line " + read.line
                                    + ") has not the form of field 61. It is set aside, not guessed."
                            : "Entry " + entries + " has \"" + read.amountText() + "\", which is no amount in "
                                    + currency + ". It is set aside, not guessed."));
            return;
        }
        line(read, amount);
    }

    private void line(Entry read, BigDecimal amount) {
        LocalDate valueOn = Fields.day(read.valueDate());
        if (valueOn == null) {
            impossible(read.line, "61", read.valueDate());
        }
        LocalDate bookedOn = valueOn;
        if (!read.entryDate().isEmpty()) {
            bookedOn = Fields.near(read.entryDate(), read.valueDate(), opening == null ? null : opening.on());
            if (bookedOn == null) {
                impossible(read.line, "61", read.entryDate());
            }
        }
        boolean isBooked = !read.expected();
        all.add(read.credit(), amount);
        if (isBooked) {
            booked.add(read.credit(), amount);
            if (read.reversal()) {
                reversed.add(read.credit(), amount);
            }
        }
        Information information = read.information();
        sink.line(new ReadLine(
                entries,
                read.line,
                read.credit(),
                amount,
                currency == null ? "" : currency,
                bookedOn,
                valueOn,
                read.narrative(information),
                read.reference(),
                null,
                isBooked,
                read.reversal(),
                1,
                information.name(),
                information.account()));
    }

    Last end(@Nullable Last before) {
        flush();
        begin();
        Balance first = opening;
        Balance last = closing;
        Boolean agrees = null;
        boolean turned = false;
        BigDecimal credits = booked.credit;
        BigDecimal debits = booked.debit;
        if (first != null && last != null) {
            BigDecimal difference =
                    last.amount().subtract(first.amount()).subtract(credits).add(debits);
            BigDecimal turn = reversed.debit.subtract(reversed.credit).multiply(BigDecimal.TWO);
            turned = !currenciesMixed
                    && difference.signum() != 0
                    && reversed.credits + reversed.debits > 0
                    && difference.compareTo(turn) == 0;
            agrees = !currenciesMixed && (difference.signum() == 0 || turned);
            if (turned) {
                credits = credits.subtract(reversed.credit).add(reversed.debit);
                debits = debits.subtract(reversed.debit).add(reversed.credit);
                say(turnedReversals(last, difference));
            } else if (difference.signum() != 0) {
                say(differs(first, last, difference));
            }
        } else {
            String missing = interim ? "" : first == null ? ":60a:" : ":62a:";
            say(Finding.notice(
                    firstLine,
                    missing,
                    "",
                    "balance_unproven",
                    "Không có đủ số dư đầu và cuối" + (interim ? "" : " (thiếu " + missing + ")")
                            + " nên không chứng minh được là đủ dòng.",
                    "There is no opening and closing balance" + (interim ? "" : " (" + missing + " is missing)")
                            + ", so nothing proves that the lines are complete."));
        }
        stated.forEach(this::checkStated);
        if (before != null) {
            continues(before);
        }
        sink.end(new StatementSummary(
                entries,
                booked.credits + booked.debits,
                quarantined,
                first == null ? null : first.amount(),
                first == null ? null : first.on(),
                last == null ? null : last.amount(),
                last == null ? null : last.on(),
                credits,
                debits,
                agrees,
                turned,
                last != null && last.intermediate()));
        return new Last(first, last);
    }

    /** Opening = closing of the statement before in the file; a file that runs backwards goes on the other way round. */
    private void continues(Last before) {
        Balance first = opening;
        Balance last = closing;
        Balance previous = before.closing();
        if (first == null || previous == null || previous.amount().compareTo(first.amount()) == 0) {
            return;
        }
        Balance following = before.opening();
        if (last == null || following == null || last.amount().compareTo(following.amount()) != 0) {
            discontinuous(previous.amount(), first);
        }
    }

    private void discontinuous(BigDecimal previous, Balance here) {
        say(Finding.flag(
                here.line(),
                here.intermediate() ? "60M" : "60F",
                here.amount().toPlainString(),
                "continuity_broken",
                "Số dư đầu " + here.amount().toPlainString() + " không nối tiếp số dư cuối " + previous.toPlainString()
                        + " của sao kê ngay trước trong tệp. Có thể thiếu sao kê ở giữa.",
                "The opening balance of " + here.amount().toPlainString()
                        + " does not go on from the closing balance of " + previous.toPlainString()
                        + " of the statement before in the file. One between them may be missing."));
    }

    private void checkStated(Totals totals) {
        boolean sameCurrency = currency == null || totals.currency().equals(currency);
        if (sameCurrency && (booked.holds(totals) || all.holds(totals))) {
            return;
        }
        int count = totals.credit() ? all.credits : all.debits;
        BigDecimal sum = totals.credit() ? all.credit : all.debit;
        say(Finding.flag(
                totals.line(),
                totals.credit() ? "90C" : "90D",
                totals.text(),
                "totals_differ",
                "Ngân hàng ghi “" + totals.text() + "” nhưng tệp có " + count + " bút toán, tổng " + sum.toPlainString()
                        + ".",
                "The bank states \"" + totals.text() + "\" but the file has " + count + " entries, "
                        + sum.toPlainString() + " in all."));
    }

    /** RC takes back a credit, so money goes out. Some banks write it the other way round; then the balances are the judge, and a person is told. */
    private static Finding turnedReversals(Balance closing, BigDecimal difference) {
        return Finding.flag(
                closing.line(),
                "61",
                difference.toPlainString(),
                "reversal_turned",
                "Số dư chỉ khớp khi các bút toán đảo (RC, RD) tính ngược chuẩn SWIFT; theo chuẩn thì lệch "
                        + difference.toPlainString() + ". Tổng ở đây tính ngược; hãy xác nhận với ngân hàng.",
                "The balances hold only if the reversals (RC, RD) count against the standard; by the standard they miss by "
                        + difference.toPlainString() + ". The totals here turn them; confirm with the bank.");
    }

    private Finding differs(Balance first, Balance last, BigDecimal difference) {
        String sum = first.amount().toPlainString() + " + " + booked.credit.toPlainString() + " - "
                + booked.debit.toPlainString();
        return Finding.flag(
                last.line(),
                last.intermediate() ? "62M" : "62F",
                last.amount().toPlainString(),
                "balance_differs",
                "Số dư không khớp: " + sum + " khác số dư cuối " + last.amount().toPlainString() + ", lệch "
                        + difference.toPlainString() + ". Kiểm tra có thiếu bút toán không trước khi đối soát.",
                "The balances do not hold: " + sum + " is not the closing balance "
                        + last.amount().toPlainString() + ", off by " + difference.toPlainString()
                        + ". See whether entries are missing before matching.");
    }

    private void impossible(long line, String field, String text) {
        say(Finding.flag(
                line,
                field,
                text,
                "date_impossible",
                "Dòng " + line + ": “" + text + "” không phải là một ngày có thật.",
                "Line " + line + ": \"" + text + "\" is no day of the calendar."));
    }
}
