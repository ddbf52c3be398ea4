package vn.phigate.reconciliation.statements.settlement;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.StatementSummary;

/** One pay-out: its payments are streamed, added up, and held against what the provider states about the whole. */
final class Batch {
    private final StatementSink sink;
    private final String account;
    private final @Nullable String id;
    private final String currency;
    private int entries;
    private int quarantined;
    private BigDecimal gross = BigDecimal.ZERO;
    private BigDecimal fee = BigDecimal.ZERO;
    private BigDecimal refund = BigDecimal.ZERO;
    private BigDecimal net = BigDecimal.ZERO;
    private boolean feesPositive;
    private boolean feesNegative;

    Batch(StatementSink sink, String account, @Nullable String id, @Nullable String sequence, String currency) {
        this.sink = sink;
        this.account = account;
        this.id = id;
        this.currency = currency;
        sink.begin(new StatementHeader(account, null, id, sequence, currency.isEmpty() ? null : currency));
    }

    String account() {
        return account;
    }

    @Nullable
    String id() {
        return id;
    }

    int entries() {
        return entries;
    }

    BigDecimal gross() {
        return gross;
    }

    BigDecimal fee() {
        return fee;
    }

    BigDecimal refund() {
        return refund;
    }

    BigDecimal net() {
        return net;
    }

    /** @param why the finding that says which value of which field cannot be read */
    void aside(Finding why) {
        entries++;
        quarantined++;
        sink.finding(why);
    }

    /** Fees are written with or without a minus sign; a file keeps to one, so net must be gross plus fee or gross less fee. */
    void add(SettlementSink.Payment payment) {
        entries++;
        gross = gross.add(payment.gross());
        fee = fee.add(payment.fee());
        refund = refund.add(payment.refund());
        BigDecimal said = payment.net();
        net = net.add(
                said != null ? said : payment.gross().subtract(payment.fee().abs()));
        if (said != null && !follows(payment, said)) {
            sink.finding(Finding.flag(
                    payment.line(),
                    "net",
                    said.toPlainString(),
                    "net_differs",
                    "Dòng " + payment.line() + ": thực nhận " + said.toPlainString() + " không bằng "
                            + payment.gross().toPlainString() + " trừ phí "
                            + payment.fee().toPlainString() + ".",
                    "Line " + payment.line() + ": net " + said.toPlainString() + " is not gross "
                            + payment.gross().toPlainString() + " less fee "
                            + payment.fee().toPlainString() + "."));
        }
        BigDecimal moved = payment.gross().add(payment.refund());
        sink.line(new ReadLine(
                entries,
                payment.line(),
                moved.signum() >= 0,
                moved.abs(),
                currency,
                payment.day(),
                null,
                payment.order() == null ? "" : payment.order(),
                payment.transaction(),
                null,
                true,
                moved.signum() < 0,
                1,
                null,
                null));
        if (sink instanceof SettlementSink whole) {
            whole.payment(payment);
        }
    }

    private boolean follows(SettlementSink.Payment payment, BigDecimal said) {
        boolean less = payment.gross().subtract(payment.fee()).compareTo(said) == 0;
        boolean plus = payment.gross().add(payment.fee()).compareTo(said) == 0;
        BigDecimal withRefund = payment.gross().add(payment.refund());
        less |= withRefund.subtract(payment.fee()).compareTo(said) == 0;
        plus |= withRefund.add(payment.fee()).compareTo(said) == 0;
        if (payment.fee().signum() != 0) {
            feesPositive |= less && !plus;
            feesNegative |= plus && !less;
        }
        return (less || plus) && !(feesPositive && feesNegative);
    }

    /** A stated figure against the recomputed one. */
    void check(long line, String field, @Nullable BigDecimal stated, BigDecimal counted) {
        if (stated != null && stated.compareTo(counted) != 0) {
            sink.finding(Finding.flag(
                    line,
                    field,
                    stated.toPlainString(),
                    "totals_differ",
                    "Bên thanh toán ghi " + field + " là " + stated.toPlainString() + " nhưng các dòng cộng lại là "
                            + counted.toPlainString() + ".",
                    "The provider states " + field + " as " + stated.toPlainString() + " but the rows add up to "
                            + counted.toPlainString() + "."));
        }
    }

    void end() {
        sink.end(new StatementSummary(
                entries, entries - quarantined, quarantined, null, null, null, null, gross, fee, null, false));
    }

    static Finding unreadable(long line, String field, String value) {
        return Finding.flag(
                line,
                field,
                value,
                "amount_unreadable",
                "Dòng " + line + ", " + field + ": “" + value
                        + "” không phải số đọc được theo mẫu. Để riêng, không đoán.",
                "Line " + line + ", " + field + ": \"" + value
                        + "\" is no number as declared. It is set aside, not guessed.");
    }

    static Finding notAStatement(String format) {
        return Finding.notice(
                0,
                "",
                format,
                "not_a_statement",
                "Đây là tệp quyết toán của bên thanh toán, dùng để giải thích một khoản trên sao kê; không ghi sổ như sao kê.",
                "This is a provider's settlement file, which explains one line of a statement; it is not booked as one.");
    }
}
