package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Confirmed;
import vn.phigate.gateway.payments.BankWitness.Sighting;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.testsupport.Database;

/** Many lines confirmed together leave every table as one after the other does, over random lives of payments. */
@Database
class ConfirmAllTest {
    private static final int DOSSIERS = 90;
    /** Payments that a line made have ids of their own: they are known by what they are for. */
    private static final String KEYS = """
            with key as (
                select p.id, case when p.created_by = 'bank' then 'made for ' || (
                    select string_agg(o.dossier_id || '/' || o.position, ',' order by o.dossier_id, o.position)
                    from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id where i.payment_id = p.id) else p.reference end as name
                from gateway.payment p)
            """;

    private static final List<String> TABLES = List.of(
            KEYS
                    + "select 'payment ' || k.name || cast(to_jsonb(t) - cast('{id,reference,result_token}' as text[]) as text) as row from gateway.payment t join key k on k.id = t.id",
            table("payment_item"),
            table("open_claim"),
            table("settlement"),
            table("attempt"),
            table("payment_case"),
            table("bank_sighting"),
            table("bank_notice"),
            KEYS
                    + "select 'ledger ' || coalesce(k.name, '') || d.code || c.code || cast(to_jsonb(t) - cast('{id,payment_id,debit_account,credit_account}' as text[]) as text) as row"
                    + " from gateway.ledger_transfer t left join key k on k.id = t.payment_id join gateway.ledger_account d on d.id = t.debit_account join gateway.ledger_account c on c.id = t.credit_account",
            KEYS
                    + "select 'outbox ' || coalesce(k.name, '') || t.kind || t.created_at || row_number() over (partition by t.payment_id order by t.id) as row from gateway.outbox t left join key k on k.id = t.payment_id",
            "select 'obligation ' || cast(to_jsonb(t) as text) as row from gateway.obligation t");

    private final TestCity city;
    private final Db db;
    private final BankWitness bank;

    ConfirmAllTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
        this.bank = new BankWitness(city.accounts, city.ledger, city.clock);
    }

    private static String table(String name) {
        return KEYS + "select '" + name
                + " ' || coalesce(k.name, '') || cast(to_jsonb(t) - cast('{id,payment_id}' as text[]) as text) as row from gateway."
                + name
                + " t left join key k on k.id = t.payment_id";
    }

    private enum Life {
        DUE,
        TRANSFER,
        REPORTED,
        SILENT,
        NOTICED,
        NOTICED_AND_SEEN_BY_PROVIDER,
        EXPIRED,
        EXPIRED_AND_OPENED_AGAIN,
        CANCELLED_AND_PAID_AGAIN
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyTableIsTheSame_whetherLinesAreConfirmedTogetherOrOneByOne(long seed) {
        var random = new Random(seed);
        Counter counter = city.counter();
        Counter other = city.counter();
        Map<Life, Integer> lives = new EnumMap<>(Life.class);
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < DOSSIERS; i++) {
            Life life = Life.values()[random.nextInt(Life.values().length)];
            lives.merge(life, 1, Integer::sum);
            live(life, counter, subjects, i);
        }
        List<Sighting> lines = new ArrayList<>();
        for (Subject subject : subjects) {
            int times = random.nextInt(10) == 0 ? 2 : 1;
            for (int i = 0; i < times; i++) {
                lines.add(new Sighting(
                        random.nextInt(25) == 0 ? other.account.id() : counter.account.id(),
                        subject,
                        new BankWitness.Line(
                                new UUID(random.nextLong(), random.nextLong()),
                                DAY.minusDays(random.nextInt(2)),
                                random.nextInt(15) == 0 ? FEES_VND - 1 : FEES_VND,
                                "FT" + random.nextInt(1000))));
            }
        }
        Collections.shuffle(lines, random);

        After together = after(tx -> bank.confirmAll(tx, lines));
        After apart = after(tx -> {
            bank.lock(tx, lines.stream().map(Sighting::subject).toList());
            return lines.stream()
                    .map(line -> bank.confirm(tx, line.account(), line.subject(), line.line()))
                    .toList();
        });

        String what = "seed " + seed + ", " + lives;
        assertEquals(String.join("\n", apart.rows), String.join("\n", together.rows), what);
        assertEquals(apart.outcomes, together.outcomes, what);
        for (Class<?> outcome : List.of(Confirmed.Seen.class, Confirmed.Paid.class, Confirmed.TooLate.class)) {
            assertTrue(apart.outcomes.contains(outcome.getSimpleName()), what + ": none is " + outcome.getSimpleName());
        }
    }

    private record After(List<String> outcomes, List<String> rows) {}

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What the tables hold after this, and undoes it. */
    private After after(Function<Tx, List<Confirmed>> work) {
        var seen = new AtomicReference<After>();
        try {
            db.inTransactionDo(tx -> {
                List<String> outcomes = work.apply(tx).stream()
                        .map(outcome -> outcome.getClass().getSimpleName())
                        .toList();
                List<String> rows = new ArrayList<>();
                for (String table : TABLES) {
                    rows.addAll(tx.list(table, row -> row.text("row")));
                }
                seen.set(new After(outcomes, rows.stream().sorted().toList()));
                throw new Undone();
            });
        } catch (Undone asMeant) {
            return Objects.requireNonNull(seen.get());
        }
        throw new IllegalStateException("the transaction went through");
    }

    private void live(Life life, Counter counter, List<Subject> subjects, int number) {
        String dossier = counter.dossier();
        switch (life) {
            case DUE -> subjects.add(of(dossier));
            case TRANSFER -> subjects.add(of(counter.open(dossier, "vietqr")));
            case REPORTED -> subjects.add(of(counter.report(counter.open(dossier, "vnpay"))));
            case SILENT -> subjects.add(of(counter.open(dossier, "vnpay")));
            case NOTICED -> subjects.add(of(notice(counter, counter.open(dossier, "vietqr"), number)));
            case NOTICED_AND_SEEN_BY_PROVIDER ->
                subjects.add(of(notice(counter, counter.report(counter.open(dossier, "vnpay")), number)));
            case EXPIRED -> {
                Payment payment = counter.open(dossier, "vietqr");
                giveUp(payment, "expired");
                subjects.add(of(payment));
                subjects.add(of(dossier));
            }
            case EXPIRED_AND_OPENED_AGAIN -> {
                Payment payment = counter.open(dossier, "vietqr");
                giveUp(payment, "expired");
                subjects.add(of(payment));
                subjects.add(of(counter.open(dossier, "vietqr")));
            }
            case CANCELLED_AND_PAID_AGAIN -> {
                Payment payment = counter.open(dossier, "vietqr");
                giveUp(payment, "cancelled");
                subjects.add(of(payment));
                subjects.add(of(counter.report(counter.open(dossier, "vnpay"))));
            }
        }
    }

    private void giveUp(Payment payment, String status) {
        db.run("delete from gateway.open_claim where payment_id = ?", payment.id());
        db.run("update gateway.payment set status = ? where id = ?", status, payment.id());
        db.run(
                "update gateway.obligation set status = 'due' where id in (select obligation_id from gateway.payment_item where payment_id = ?)",
                payment.id());
    }

    private Payment notice(Counter counter, Payment payment, int number) {
        var notice = new BankNotice(
                "sepay",
                "sepay/default/1",
                null,
                counter.account.number(),
                null,
                FEES_VND,
                "FT" + number,
                "1",
                "CK " + payment.reference(),
                BusinessDay.startOf(DAY).plus(Duration.ofHours(10)));
        db.inTransaction(tx ->
                city.payments.record(tx, notice, (counter.agency + " " + number).getBytes(StandardCharsets.UTF_8)));
        return payment;
    }

    private static Subject of(Payment payment) {
        return new Subject.OfPayment(payment.id());
    }

    private Subject of(String dossier) {
        return new Subject.OfDossier(db.get("select id from gateway.dossier where code = ?", dossier)
                .orElseThrow()
                .uuid("id"));
    }
}
