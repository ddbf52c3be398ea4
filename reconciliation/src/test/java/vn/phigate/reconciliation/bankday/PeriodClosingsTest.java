package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.Corrections;
import vn.phigate.reconciliation.closing.MonthSides;
import vn.phigate.reconciliation.closing.PeriodClosing;
import vn.phigate.reconciliation.lists.ListKind;
import vn.phigate.testsupport.Database;

@Database
class PeriodClosingsTest {
    /** A day that no other test of this class closes. */
    private static final LocalDate CITY = LocalDate.of(2025, 7, 22);

    private static final LocalDate NEXT = CITY.plusDays(1);
    private static final LocalDate END = LocalDate.of(2025, 7, 31);
    private static final YearMonth MONTH = YearMonth.of(2025, 7);
    private final TestCity city;
    private final Db db;

    PeriodClosingsTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void cityDay_addsUpWhatIsClosed_andSaysWhyTheRestIsNot() throws Exception {
        city.at(CITY, 9);
        var one = city.counter();
        var other = city.counter();
        var unjudged = city.counter();
        var quiet = city.counter();
        assertRefused("period_not_over", () -> city(CITY, "anna"));
        Payment seen = one.paid();
        one.take(CITY, 1_000, Camt.in(CITY, FEES_VND, seen.reference(), "A"), Camt.in(CITY, 500, "?", "B"));
        other.take(CITY, 7_000, Camt.in(CITY, -2_000, "phi", "C"));
        unjudged.take(CITY, 0, Camt.in(CITY, 500, "?", "D"));
        one.reconcile(CITY);
        other.reconcile(CITY);
        city.at(NEXT, 9);
        assertRefused("nothing_closed", () -> city(CITY, "anna"));
        Closing first = one.close(CITY);
        PeriodClosing early = city(CITY, "anna");
        Closing second = other.close(CITY);
        assertRefused("figures_changed", () -> sign(early, "binh"));

        PeriodClosing prepared = city(CITY, "anna");
        assertThat(prepared.id()).isEqualTo(early.id());
        assertThat(city(CITY, "chi")).isEqualTo(prepared);
        assertThat(sign(prepared, "anna").closed()).isFalse();
        PeriodClosing closed = sign(prepared, "binh");
        assertThat(closed.closed()).isTrue();
        JsonNode content = closed.content();
        assertThat(content.path("accounts").findValuesAsText("hash"))
                .containsExactlyInAnyOrder(first.hash(), second.hash());
        assertThat(term(content, "totals", "opening")).isEqualTo(8_000);
        assertThat(term(content, "totals", "matched")).isEqualTo(FEES_VND);
        assertThat(term(content, "totals", "suspense")).isEqualTo(500 - 2_000);
        assertThat(term(content, "totals", "closing")).isEqualTo(8_000 + FEES_VND + 500 - 2_000);
        assertThat(why(content, unjudged)).isEqualTo("not_reconciled");
        assertThat(why(content, quiet)).isEqualTo("quiet");
        assertThat(content.path("complete").asBoolean()).isFalse();

        one.take(NEXT, 1_500 + FEES_VND, Camt.in(NEXT, 100, "?", "E"));
        one.reconcile(NEXT);
        one.close(NEXT);
        PeriodClosing next = sign(city(NEXT, "anna"), "binh");
        assertThat(next.previousHash()).isEqualTo(closed.hash());
        assertRefused("already_closed", () -> city(CITY, "anna"));
        byte[] proof = city.service.periods().proof(db, next.id());
        assertThat(Sha256.hex(proof)).isEqualTo(next.hash());
        assertThat(CanonicalJson.parseObject(proof).path("previous_hash").asText())
                .isEqualTo(closed.hash());
        for (String sql : List.of(
                "update reconciliation.period_closing set content = '{}' where id = ?",
                "delete from reconciliation.period_closing where id = ?")) {
            assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                        tx.run("set local role none");
                        tx.run(sql, closed.id());
                    }))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("23001"));
        }
    }

    @Test
    void month_closesOnlyWithNothingOpen_andTellsWhatIsRemitted() {
        var counter = city.counter();
        Payment first = counter.paid();
        counter.take(0, Camt.in(DAY, FEES_VND, first.reference(), "A"));
        counter.reconcile();
        counter.close(DAY);
        assertRefused("period_not_over", () -> month(counter));
        city.at(END.plusDays(1), 9);
        // The bank has not told of the rest of the month.
        Refusal notTold = refused(() -> month(counter));
        assertThat(notTold.type().code()).isEqualTo("month_not_ready");
        assertThat(notTold.members()).containsEntry("unclosed_days", List.of(END));
        counter.take(END, FEES_VND, Camt.in(END, 5_000, "khong ro", "B"));
        counter.reconcile(END);
        Refusal open = refused(() -> month(counter));
        assertThat(open.members())
                .containsEntry("unclosed_days", List.of(END))
                .containsEntry("unidentified_lines", 1)
                .containsEntry("open_discrepancies", 1);
        assertRefused("month_not_ready", () -> cityMonth());
        counter.close(END);
        assertThat(refused(() -> month(counter)).members()).doesNotContainKey("unclosed_days");
        // A person's work, as far as this close sees it.
        db.inTransactionDo(tx -> {
            tx.run("set local role none");
            tx.run(
                    "update reconciliation.discrepancy set status = 'resolved', resolution = 'matched', resolved_at = now() where account_id = ?",
                    counter.account.id());
        });
        String dossier = first.dossiers().getFirst();
        Refusal noReceipt = refused(() -> month(counter));
        assertThat(noReceipt.type().code()).isEqualTo("month_not_ready");
        assertThat(noReceipt.members())
                .containsEntry("receipts_missing", 1L)
                .containsEntry("amounts_differ", 0L)
                .containsEntry("three_way", List.of(new MonthSides.Open(dossier, "A03", FEES_VND, FEES_VND, 0)));
        receipt(counter, "1", dossier, "29.000");
        assertThat(refused(() -> month(counter)).members())
                .containsEntry(
                        "three_way",
                        List.of(new MonthSides.Open(dossier, "A04", FEES_VND, FEES_VND, FEES_VND - 1_000)));
        receipt(counter, "2", dossier, "1.000");
        PeriodClosing prepared = month(counter);
        PeriodClosing closed = sign(prepared, "binh");
        JsonNode content = closed.content();
        assertThat(content.path("days").findValuesAsText("business_day"))
                .containsExactly(DAY.toString(), END.toString());
        assertThat(term(content, "sums", "opening")).isZero();
        assertThat(term(content, "sums", "matched")).isEqualTo(FEES_VND);
        assertThat(term(content, "sums", "closing")).isEqualTo(FEES_VND + 5_000);
        assertThat(content.path("remittance").path("collected_vnd").asLong()).isEqualTo(FEES_VND);
        assertThat(content.path("remittance").path("retained_vnd").asLong()
                        + content.path("remittance").path("remitted_vnd").asLong())
                .isEqualTo(FEES_VND);
        assertThat(content.path("online").path("ratio_percent").asText()).isEqualTo("100.00");
        // What is learned later is booked behind the closed month.
        var correction = db.inTransaction(tx -> city.service
                .closings()
                .corrections()
                .propose(tx, counter.account, new Corrections.NewCorrection(DAY, "ghi chú", null, List.of()), "anna"));
        assertThat(db.inTransaction(tx -> city.service
                                .closings()
                                .corrections()
                                .approve(tx, counter.account, correction.id(), "binh"))
                        .bookedOn())
                .isEqualTo(END.plusDays(1));
    }

    private void receipt(TestCity.Counter counter, String number, String dossier, String vnd) {
        byte[] list = ("Số;Ký hiệu;Ngày;Tổng tiền;Ghi chú\n" + number + ";C25;17/07/2025;" + vnd + ";BL ho so "
                        + dossier + ";\n")
                .getBytes(StandardCharsets.UTF_8);
        db.inTransactionDo(
                tx -> city.service.lists().take(tx, ListKind.RECEIPTS, "bien-lai.csv", list, counter.agency, "anna"));
    }

    private PeriodClosing city(LocalDate day, String by) {
        return db.inTransaction(
                tx -> city.service.periods().prepareDay(tx, day, by).closing());
    }

    private PeriodClosing month(TestCity.Counter counter) {
        return db.inTransaction(tx -> city.service
                .periods()
                .prepareMonth(tx, counter.account, MONTH, "anna")
                .closing());
    }

    private PeriodClosing cityMonth() {
        return db.inTransaction(tx ->
                city.service.periods().prepareMonth(tx, null, MONTH, "anna").closing());
    }

    private PeriodClosing sign(PeriodClosing closing, String by) {
        return db.inTransaction(tx -> city.service.periods().sign(tx, closing.id(), by));
    }

    private static long term(JsonNode content, String side, String name) {
        for (JsonNode term : content.path(side)) {
            if (term.path("name").asText().equals(name)) {
                return term.path("amount_vnd").asLong();
            }
        }
        throw new AssertionError(name);
    }

    private static String why(JsonNode content, TestCity.Counter counter) {
        for (JsonNode open : content.path("open")) {
            if (open.path("account").asText().equals(counter.account.key())) {
                return open.path("why").asText();
            }
        }
        throw new AssertionError(counter.account.key());
    }

    private static void assertRefused(String code, Runnable act) {
        assertThat(refused(act).type().code()).isEqualTo(code);
    }

    private static Refusal refused(Runnable act) {
        try {
            act.run();
        } catch (Refusal refusal) {
            return refusal;
        }
        throw new AssertionError("nothing was refused");
    }
}
