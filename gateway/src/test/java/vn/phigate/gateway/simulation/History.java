package vn.phigate.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.ProviderCalls;
import vn.phigate.gateway.cases.CaseFile;
import vn.phigate.gateway.cases.Cases;
import vn.phigate.gateway.dossiers.NewDossier;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.BooksCheck.Told;

/** One random history: a few dossiers, everything that can happen to their money, and deaths in between. */
final class History {
    /** What providers and payers do most is drawn most. */
    private static final int DELIVERIES = 8;

    private static final List<String> METHODS = List.of("vnpay", "momo", "zalopay", "dvcqg", "vietqr");
    private static final String ATTEMPTS = """
            select a.provider, a.order_id, p.id as payment, p.amount_vnd, p.reference, p.status, c.id as account, c.number
            from gateway.attempt a join gateway.payment p on p.id = a.payment_id join gateway.collection_account c on c.id = p.account_id
            where p.id in (select i.payment_id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                           join gateway.dossier d on d.id = o.dossier_id where d.code = any(?)) order by a.created_at, a.order_id
            """;

    /** What a failure shows. */
    private static final String STORY = """
            with p as (select * from gateway.payment where id = any(?))
            select at || ' ' || line as line from (
                select created_at as at, 'payment ' || id || ' ' || status || ' ' || amount_vnd || ' x ' || provider_times || ' + ' || other_vnd as line from p
                union all select a.created_at, 'attempt ' || a.provider || ' ' || a.order_id || ' of ' || a.payment_id || ' ' || a.status || ' '
                    || coalesce(a.provider_transaction, '') from gateway.attempt a join p on p.id = a.payment_id
                union all select e.received_at, 'evidence ' || e.provider || ' ' || e.source || ' ' || e.verdict || ' of ' || e.payment_id || ' times ' || e.times
                    from gateway.evidence e join p on p.id = e.payment_id
                union all select t.recorded_at, 'transfer ' || t.kind || ' ' || t.source || ' ' || t.amount_vnd from gateway.ledger_transfer t join p on p.id = t.payment_id
                union all select n.received_at, 'notice ' || n.bank_reference || ' ' || n.amount_vnd || ' ' || n.outcome || ' of ' || n.payment_id
                    || ' to ' || n.bin || '-' || n.number from gateway.bank_notice n join p on p.id = n.payment_id
                union all select c.opened_at, 'case ' || c.type || ' ' || c.amount_vnd || ' ' || c.status || ' ' || coalesce(c.resolution, '') || ' ' || c.fingerprint
                    from gateway.payment_case c join p on p.id = c.payment_id) x order by at
            """;

    private final long seed;
    private final Random random;
    private final GatewaySettings settings;
    private final Db pool;
    private final Db owner;
    private final World world;
    private final List<String> dossiers = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Set<String> happened = new HashSet<>();
    private Contracts contracts;
    private Life life;
    private List<Row> attempts = List.of();

    /** Something a provider will say, perhaps twice, perhaps late. */
    private sealed interface Letter {
        /** @param regular over the ordered amount */
        record OfOrder(
                String provider,
                int key,
                String orderId,
                long amountVnd,
                long transaction,
                boolean paid,
                boolean regular,
                boolean elsewhere)
                implements Letter {}

        record OfBank(
                String provider,
                int key,
                BankCalls.Moved moved,
                @Nullable String orderId) implements Letter {}
    }

    History(long seed, GatewaySettings settings, Db pool, Db owner) {
        this.seed = seed;
        this.random = new Random(seed);
        this.settings = settings;
        this.pool = pool;
        this.owner = owner;
        this.world = new World(random, seed * 10_000);
        this.contracts = new Contracts(0, world::now);
        this.life = born();
    }

    private Life born() {
        // The process that asks for a refund may be dead already; which one, is known only when it asks.
        Life[] self = new Life[1];
        self[0] = new Life(
                settings,
                pool.dataSource(),
                new CityClock(world::now),
                contracts,
                world::started,
                world.queries(),
                world.refunds(() -> self[0].process.dead()));
        return self[0];
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            boolean mayDie = random.nextInt(5) == 0;
            if (mayDie) {
                life.process.diesAfter(random.nextInt(24));
            }
            String what = step();
            happened.add(what);
            if (life.process.dead()) {
                happened.add("death in " + what);
                rebirth();
            }
            life.process.survives();
            check(what);
        }
        life.end();
    }

    Set<String> happened() {
        return happened;
    }

    private void rebirth() {
        life.end();
        life = born();
    }

    private String step() {
        try {
            return act();
        } catch (Refusal refused) {
            return "refused";
        } catch (RuntimeException | AssertionError e) {
            if (life.process.dead()) {
                return "cut off";
            }
            throw e;
        }
    }

    private String act() {
        if (attempts.isEmpty() || random.nextInt(8) == 0) {
            return pay();
        }
        return switch (random.nextInt(16 + DELIVERIES)) {
            case 0 -> anotherAttempt();
            case 1, 2 -> write();
            case 3 -> cancel();
            case 4 -> {
                world.jump();
                yield "clock";
            }
            case 5 -> {
                life.payments.expireLate();
                yield "expire";
            }
            case 6 -> {
                life.ask.run();
                yield "ask";
            }
            case 7 -> refund();
            case 8 -> decideRefunds();
            case 9 -> decideCases();
            case 10 -> {
                life.refunds.send();
                life.refunds.ask();
                yield "carry refunds";
            }
            case 11 -> {
                life.gateway.receipts().issueDue();
                yield "receipts";
            }
            case 12 -> {
                life.cases.followRules();
                life.refunds.proposeForDoublePayments();
                yield "rules";
            }
            case 13 -> {
                life.payments.bookObligations();
                yield "book";
            }
            case 14 -> random.nextInt(3) == 0 ? rotate() : together();
            case 15 -> together();
            default -> letters.isEmpty() ? write() : deliverOne();
        };
    }

    private String pay() {
        List<String> codes = new ArrayList<>();
        boolean again = !dossiers.isEmpty() && random.nextBoolean();
        for (int i = random.nextInt(5) == 0 ? 2 : 1; i > 0; i--) {
            codes.add(again ? pick(dossiers) : dossier());
        }
        life.payments.tell(life.db.inTransaction(tx -> life.payments.create(
                tx,
                new Payments.NewPayment(
                        codes.stream().distinct().toList(),
                        List.of(),
                        pick(METHODS),
                        null,
                        "simulation",
                        "127.0.0.1",
                        "vi"))));
        return "pay";
    }

    private String dossier() {
        String code = "H26.%05d-250717-%04d".formatted(seed % 100_000, dossiers.size() + 1);
        dossiers.add(code);
        life.db.inTransaction(tx -> life.gateway
                .dossiers()
                .record(
                        tx,
                        new NewDossier(
                                code,
                                "9.000001",
                                "00004",
                                Channel.ONLINE,
                                LocalDate.of(2025, 7, 17),
                                new NewDossier.Payer("Nguyễn Thị Đào", "0912345678", null, null, null, null),
                                Map.of()),
                        "simulation"));
        return code;
    }

    private String anotherAttempt() {
        UUID payment = pick(attempts).uuid("payment");
        life.payments.tell(life.db.inTransaction(
                tx -> life.payments.startAttempt(tx, payment, pick(METHODS), null, "127.0.0.1", "vi")));
        return "another attempt";
    }

    private String cancel() {
        UUID payment = pick(attempts).uuid("payment");
        life.db.inTransaction(tx -> life.payments.cancel(tx, payment));
        return "cancel";
    }

    private String rotate() {
        contracts = new Contracts(contracts.generation() + 1, world::now);
        rebirth();
        return "rotate";
    }

    /** A provider means to say something of an order. */
    private String write() {
        Row attempt = pick(attempts);
        long ordered = attempt.whole("amount_vnd");
        long off = switch (random.nextInt(8)) {
            case 0 -> 10_000;
            case 1 -> -10_000;
            default -> 0;
        };
        // The last generation but one is dead: nobody vouches with it any more.
        int key = Math.max(0, contracts.generation() - random.nextInt(3));
        String order = attempt.text("order_id");
        if (attempt.text("provider").equals("vietqr")) {
            String number = random.nextInt(10) == 0 ? "00110012003" : attempt.text("number");
            var moved = new BankCalls.Moved(
                    number,
                    ordered + off,
                    "CT DEN " + attempt.text("reference") + " NOP PHI",
                    "FT" + world.number(),
                    world.now().minusSeconds(random.nextInt(300)));
            boolean regular = off == 0 && number.equals(attempt.text("number"));
            // A payment may ask for a transfer more than once, and a transfer names the payment only.
            String first = attempts.stream()
                    .filter(a -> a.uuid("payment").equals(attempt.uuid("payment")))
                    .filter(a -> a.text("provider").equals("vietqr"))
                    .findFirst()
                    .orElseThrow()
                    .text("order_id");
            for (String service : Contracts.BANKS.subList(0, 1 + random.nextInt(3))) {
                letters.add(new Letter.OfBank(service, key, moved, regular ? first : null));
            }
            return "write of a transfer";
        }
        String provider = attempt.text("provider");
        boolean paid = provider.equals("zalopay") || random.nextInt(5) > 0;
        boolean elsewhere = provider.equals("momo") && random.nextInt(10) == 0;
        boolean unknown = random.nextInt(15) == 0;
        letters.add(new Letter.OfOrder(
                provider,
                random.nextInt(12) == 0 ? -7 : key,
                unknown ? order + "X" : order,
                ordered + off,
                world.number(),
                paid,
                paid && off == 0 && !elsewhere && !unknown,
                elsewhere));
        return "write";
    }

    private String deliverOne() {
        deliver(take());
        return "deliver";
    }

    /** Many at once, some of them the same. */
    private String together() {
        if (letters.isEmpty()) {
            return write();
        }
        var calls = new ArrayList<Callable<Boolean>>();
        for (int i = random.nextInt(2, 7); i > 0 && !letters.isEmpty(); i--) {
            Letter letter = take();
            int times = random.nextInt(4) == 0 ? 2 : 1;
            for (int n = 0; n < times; n++) {
                calls.add(() -> {
                    deliver(letter);
                    return true;
                });
            }
        }
        Http.atOnce(calls);
        return "deliver together";
    }

    private Letter take() {
        int at = random.nextInt(letters.size());
        return random.nextInt(4) == 0 ? letters.get(at) : letters.remove(at);
    }

    private void deliver(Letter letter) {
        switch (letter) {
            case Letter.OfOrder said -> deliver(said);
            case Letter.OfBank said -> deliver(said);
        }
    }

    private void deliver(Letter.OfOrder said) {
        CallbackDoor.Call call = Contracts.call(
                said.provider, said.key, said.orderId, said.amountVnd, said.transaction, said.paid, said.elsewhere);
        boolean genuine = contracts.lives(said.key);
        String transaction = String.valueOf(said.transaction);
        if (genuine && said.regular) {
            world.says(said.orderId, transaction);
        }
        CallbackDoor.Reply reply;
        try {
            reply = life.callbacks.take(
                    java.util.Objects.requireNonNull(life.doors.get(said.provider)), call, "simulation");
        } catch (Refusal notNow) {
            return;
        }
        if (Contracts.taken(said.provider, reply)) {
            assertThat(genuine).as("taken under a dead key: %s", said).isTrue();
            byte[] content = call.body().length > 0
                    ? call.body()
                    : call.rawQuery().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            heard(new Told(
                    said.provider, ProviderCalls.sha256(content), said.orderId, said.regular ? transaction : null));
        }
    }

    private void deliver(Letter.OfBank said) {
        BankCalls.Call signed = Contracts.call(said.provider, said.key, said.moved, world.now());
        boolean genuine = contracts.lives(said.key);
        if (genuine && said.orderId != null) {
            world.says(said.orderId, said.moved.reference());
        }
        var headers = new java.util.HashMap<String, String>();
        for (int i = 0; i < signed.headers().length; i += 2) {
            headers.put(signed.headers()[i], signed.headers()[i + 1]);
        }
        byte[] body = signed.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        NoticeService service = java.util.Objects.requireNonNull(life.services.get(said.provider));
        Reply reply = life.banks.take(service, "default", new NoticeService.Call(headers::get, body), "simulation");
        if (reply.status() == 200) {
            assertThat(genuine).as("taken under a dead key: %s", said).isTrue();
            var head = new StringBuilder();
            for (int i = 0; i < signed.headers().length; i += 2) {
                head.append(signed.headers()[i])
                        .append(": ")
                        .append(signed.headers()[i + 1])
                        .append('\n');
            }
            heard(new Told(
                    said.provider,
                    ProviderCalls.sha256(
                            (head + "\n" + signed.body()).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    said.orderId,
                    said.orderId == null ? null : said.moved.reference()));
        }
    }

    private synchronized void heard(Told answer) {
        told.add(answer);
    }

    private String refund() {
        UUID payment = pick(attempts).uuid("payment");
        long amountVnd = 1 + random.nextInt(40_000);
        life.db.inTransaction(tx -> life.refunds.propose(
                tx,
                new Refunds.NewRefund(
                        payment,
                        amountVnd,
                        null,
                        List.of(),
                        "Thử",
                        false,
                        null,
                        null,
                        null,
                        "maker",
                        random.nextBoolean())));
        return "refund";
    }

    private String decideRefunds() {
        for (Refund refund : life.refunds.list(life.db, null, new UUID(0, 0), 500)) {
            if (attempts.stream().noneMatch(a -> a.uuid("payment").equals(refund.paymentId()))) {
                continue;
            }
            if (refund.status() == RefundStatus.SENT && refund.byTransfer()) {
                if (random.nextBoolean()) {
                    debited(refund);
                }
            } else if (refund.status() == RefundStatus.PROPOSED) {
                decide(refund);
            }
        }
        return "decide refunds";
    }

    private void decide(Refund refund) {
        life.db.inTransactionDo(tx -> {
            if (random.nextInt(4) == 0) {
                life.refunds.refuse(tx, refund.id(), "Không", "checker");
                return;
            }
            if (refund.needsBeneficiary()) {
                life.refunds.transferTo(
                        tx, refund.id(), new Refund.Beneficiary("970436", "00110012", "AI DO"), "clerk");
            }
            life.refunds.approve(tx, refund.id(), null, "checker");
        });
    }

    /** People made the transfer, and the bank shows it. */
    private void debited(Refund refund) {
        var line = new BankWitness.Line(
                UUID.randomUUID(),
                LocalDate.ofInstant(world.now(), ZoneOffset.UTC),
                -refund.amountVnd(),
                "FT" + world.number());
        life.db.inTransactionDo(tx -> {
            life.gateway.bankWitness().booked(tx, refund.accountId(), List.of(line));
            life.refunds.debited(tx, refund.accountId(), refund.id(), line);
        });
    }

    private String decideCases() {
        UUID payment = pick(attempts).uuid("payment");
        var open = life.payments.get(life.db, payment).cases().stream()
                .filter(one -> one.status().equals("open"))
                .toList();
        for (var one : open) {
            CaseFile file = life.cases.get(life.db, one.id());
            if (!file.offered().isEmpty()) {
                var decision = new Cases.Decision(pick(file.offered()).text(), "Thử", null, "maker");
                life.db.inTransactionDo(tx -> decide(tx, file.id(), decision));
            }
        }
        return "decide cases";
    }

    private void decide(Tx tx, UUID id, Cases.Decision decision) {
        CaseFile after = life.cases.resolve(tx, id, decision);
        if (after.awaitsApproval()) {
            life.cases.approve(tx, id, null, "checker");
        }
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void check(String after) {
        attempts = owner.list(ATTEMPTS, row -> row, (Object) dossiers.toArray(String[]::new));
        attempts.forEach(row -> world.ordered(row.text("order_id"), row.whole("amount_vnd")));
        UUID[] payments =
                attempts.stream().map(row -> row.uuid("payment")).distinct().toArray(UUID[]::new);
        var wrong = new ArrayList<>(BooksCheck.all(owner, payments));
        wrong.addAll(BooksCheck.lost(owner, told));
        wrong.addAll(BooksCheck.doubled(owner, world.said(), payments));
        wrong.addAll(falselyRefunded(payments));
        assertThat(wrong)
                .as(() -> "after " + after + "\n"
                        + String.join("\n", owner.list(STORY, row -> row.text("line"), (Object) payments)))
                .isEmpty();
    }

    /** The books call a refund done only when the provider really paid, exactly that. */
    private List<String> falselyRefunded(UUID[] payments) {
        Map<String, Long> really = world.paidBack();
        return owner
                .list(
                        "select code, amount_vnd from gateway.refund where status = 'done' and method <> 'bank_transfer' and payment_id = any(?)",
                        row -> row,
                        (Object) payments)
                .stream()
                .filter(row -> !Long.valueOf(row.whole("amount_vnd")).equals(really.get(row.text("code"))))
                .map(row -> "refund " + row.text("code") + " is done in the books only")
                .toList();
    }
}
