package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.testsupport.Database;

/** Money that goes back, as the bank shows it. */
@Database
class RefundTransfersTest {
    private static final LocalDate NEXT = DAY.plusDays(1);

    private final TestCity city;
    private final Db db;

    RefundTransfersTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void endsTheRefund_whenItsTransferLeaves() {
        Counter counter = city.counter();
        Refund refund = toTransfer(counter);
        counter.take(
                NEXT,
                FEES_VND,
                out("HOAN PHI " + refund.code().toLowerCase(Locale.ROOT) + " NGUYEN THI DAO", -FEES_VND, "B"));
        assertThat(counter.reconcile(NEXT).matched()).isEqualTo(1);
        Match match = matches(counter, NEXT).getFirst();
        assertThat(match.rule()).isEqualTo("refund_debit");
        assertThat(match.outcome()).isEqualTo("refunded");
        assertThat(match.amountVnd()).isEqualTo(-FEES_VND);
        assertThat(match.evidence().text()).isEqualToIgnoringCase(refund.code());
        assertThat(city.refunds.get(db, refund.id()).status()).isEqualTo(RefundStatus.DONE);
        assertThat(counter.balanceVnd(LedgerAccount::refundPayable)).isZero();
        assertThat(counter.balanceVnd(LedgerAccount::suspense)).isZero();
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).hasSize(1);
    }

    @Test
    void isForAPerson_whenAmountOrNumberOfRefundsDiffers() {
        Counter counter = city.counter();
        Refund one = toTransfer(counter);
        counter.take(
                NEXT, FEES_VND, out("HOAN PHI " + one.code(), -FEES_VND + 1, "B"), out("TRA LUONG", -FEES_VND, "C"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).isEmpty();
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("debit", 2L));
        assertThat(city.refunds.get(db, one.id()).status()).isEqualTo(RefundStatus.SENT);
    }

    @Test
    void owesTheMoneyAgain_whenTheTransferComesBack() {
        Counter counter = city.counter();
        Refund refund = toTransfer(counter);
        counter.take(NEXT, FEES_VND, out("HOAN PHI " + refund.code(), -FEES_VND, "B"));
        counter.reconcile(NEXT);
        LocalDate after = NEXT.plusDays(1);
        counter.take(after, 0, Camt.in(after, FEES_VND, "TRA LAI LENH " + refund.code() + " SAI SO TAI KHOAN", "C"));
        counter.reconcile(after);
        Match match = matches(counter, after).getFirst();
        assertThat(match.rule()).isEqualTo("refund_returned");
        assertThat(match.outcome()).isEqualTo("returned");
        assertThat(city.refunds.get(db, refund.id()).status()).isEqualTo(RefundStatus.SENT);
        assertThat(counter.balanceVnd(LedgerAccount::refundPayable)).isEqualTo(-FEES_VND);
        assertThat(cases(refund)).isEqualTo(1);

        LocalDate third = after.plusDays(1);
        counter.take(third, FEES_VND, Camt.in(third, -FEES_VND, "HOAN PHI LAN 2 " + refund.code(), "D"));
        counter.reconcile(third);
        assertThat(city.refunds.get(db, refund.id()).status()).isEqualTo(RefundStatus.DONE);
        assertThat(counter.balanceVnd(LedgerAccount::refundPayable)).isZero();
        assertThat(counter.balanceVnd(LedgerAccount::suspense)).isZero();
        assertThat(cases(refund)).isZero();
        assertThat(city.ledger.trialBalance(db, third).sumVnd()).isZero();
    }

    @Test
    void freesTheMoney_whenTheReturnedRefundIsRefused() {
        Counter counter = city.counter();
        Refund refund = toTransfer(counter);
        counter.take(NEXT, FEES_VND, out("HOAN PHI " + refund.code(), -FEES_VND, "B"));
        counter.reconcile(NEXT);
        LocalDate after = NEXT.plusDays(1);
        counter.take(after, 0, Camt.in(after, FEES_VND, refund.code() + " TRA LAI", "C"));
        counter.reconcile(after);
        db.inTransactionDo(tx -> city.refunds.refuse(tx, refund.id(), "Tài khoản nhận đã đóng", "binh"));
        assertThat(counter.balanceVnd(LedgerAccount::refundPayable)).isZero();
        assertThat(counter.balanceVnd(LedgerAccount::collected)).isEqualTo(-FEES_VND);
        assertThat(cases(refund)).isZero();
    }

    @Test
    void showsThePayment_whenTheBankTakesItBack() {
        Counter counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"));
        counter.reconcile();
        counter.take(
                NEXT, FEES_VND, new Camt.Entry(NEXT, "-" + FEES_VND, payment.reference(), "B", "BOOK", "VND", true));
        counter.reconcile(NEXT);
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("returned", 1L));
        var open = city.service
                .discrepancies()
                .openOfDay(db, counter.account.id(), NEXT)
                .getFirst();
        assertThat(open.candidates().getFirst().subjectId()).isEqualTo(payment.id());
        assertThat(matches(counter, NEXT)).isEmpty();
        assertThat(counter.balanceVnd(LedgerAccount::suspense)).isEqualTo(FEES_VND);
    }

    /** A payment by transfer, and its refund that people are to transfer. */
    private Refund toTransfer(Counter counter) {
        Payment payment = counter.open(counter.dossier(), "vietqr");
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"));
        counter.reconcile();
        return db.inTransaction(tx -> {
            Refund proposed = city.refunds.propose(
                    tx,
                    new Refunds.NewRefund(
                            payment.id(),
                            FEES_VND,
                            null,
                            List.of(),
                            "test",
                            true,
                            "QĐ thử",
                            new Refund.Beneficiary("970436", "0011001234567", "NGUYEN THI DAO"),
                            null,
                            "anna",
                            true));
            return city.refunds.approve(tx, proposed.id(), null, "binh");
        });
    }

    private long cases(Refund refund) {
        return db.get(
                        "select count(*) as items from gateway.payment_case where payment_id = ? and status = 'open'",
                        refund.paymentId())
                .orElseThrow()
                .whole("items");
    }

    private static Camt.Entry out(String narrative, long amountVnd, String reference) {
        return Camt.in(NEXT, amountVnd, narrative, reference);
    }

    private List<Match> matches(Counter counter, LocalDate day) {
        return city.service.matching().list(db, day, counter.account.id(), Paging.START, 100);
    }
}
