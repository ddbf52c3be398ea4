package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.dossiers.NewDossier;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;
import vn.phigate.gateway.refunds.RefundRules;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.gateway.succession.Succession;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.reconciliation.ReconciliationService;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.decisions.DecisionRules;
import vn.phigate.reconciliation.lists.ListLayouts;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.settlements.Contracts;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.statements.StatementsApi;
import vn.phigate.reconciliation.statements.camt.CamtFormat;
import vn.phigate.reconciliation.statements.mt.MtFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.tabular.TabularFormat;

/** A small city: the gateway's real doors over a real database, a provider that only draws links, and a clock that tests set. */
final class TestCity {
    static final LocalDate DAY = LocalDate.of(2025, 7, 17);
    static final String PROCEDURE = "9.000001";
    static final long FEES_VND = 30_000;
    private static final AtomicInteger AGENCIES = new AtomicInteger(100);
    private static final AtomicInteger TRANSACTIONS = new AtomicInteger();

    private Instant now = BusinessDay.startOf(DAY).plus(Duration.ofHours(9));
    final InstantSource clock = () -> now;
    final Db db;
    final Accounts accounts;
    final Agencies agencies;
    final Successions successions;
    final Ledger ledger;
    final Dossiers dossiers;
    final Payments payments;
    final Refunds refunds;
    final ReconciliationService service;

    TestCity(Db db) {
        this(db, MatchingRules.ALL);
    }

    TestCity(Db db, MatchingRules matchingRules) {
        this.db = db;
        Audit audit = new Audit(clock);
        Procedures procedures = new Procedures(audit);
        agencies = new Agencies(audit, clock);
        accounts = new Accounts(agencies, RegistryRules.SANDBOX, audit, clock);
        successions = new Successions(agencies, accounts, audit, clock);
        ledger = new Ledger(clock);
        dossiers = new Dossiers(agencies, procedures, (sql, agency, procedure, kind, at) -> Optional.empty(), clock);
        payments = new Payments(
                db,
                agencies,
                accounts,
                ledger,
                Map.of(
                        "vnpay",
                        new LinkProvider("vnpay"),
                        "zalopay",
                        new LinkProvider("zalopay"),
                        VietQrProvider.NAME,
                        new VietQrProvider(Duration.ofDays(1))),
                true,
                clock);
        SettlementFormat settlementFiles = declared("settlements", SettlementFormat::load);
        refunds = new Refunds(db, ledger, Map.of("vnpay", new ObedientRefunds()), RefundRules.USUAL, audit, clock);
        service = new ReconciliationService(
                db,
                accounts,
                agencies,
                successions,
                payments,
                new BankWitness(accounts, ledger, clock),
                ledger,
                refunds,
                audit,
                new StatementReaders(List.of(
                        new CamtFormat(), new MtFormat(), settlementFiles, declared("layouts", TabularFormat::load))),
                settlementFiles,
                declared("contracts.yaml", Contracts::load),
                DecisionRules.USUAL,
                matchingRules,
                calendar(),
                layoutsOfLists(),
                clock);
        if (procedures.find(db, PROCEDURE).isEmpty()) {
            db.inTransactionDo(tx -> {
                procedures.add(tx, new Procedure(PROCEDURE, "Thủ tục thử", "Thử", "commune", true), "test", "admin");
                long fee = procedures.addItem(tx, PROCEDURE, Kind.FEE, 1, "Phí", null, "test", "admin");
                procedures.addPrice(tx, fee, Channel.ONLINE, LocalDate.of(2025, 1, 1), 20_000, "test", "admin");
                long charge = procedures.addItem(tx, PROCEDURE, Kind.CHARGE, 2, "Lệ phí", null, "test", "admin");
                procedures.addPrice(tx, charge, Channel.ONLINE, LocalDate.of(2025, 1, 1), 10_000, "test", "admin");
            });
        }
    }

    /** What an operator declares in a file or folder of config. */
    @FunctionalInterface
    private interface Declaration<T> {
        T load(Path path) throws IOException;
    }

    private static <T> T declared(String name, Declaration<T> declaration) {
        try {
            return declaration.load(Path.of(System.getProperty("phigate.root", ".."), "config", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ListLayouts layoutsOfLists() {
        try {
            return ListLayouts.load(Path.of(System.getProperty("phigate.root", ".."), "config", "lists"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BankCalendar calendar() {
        try {
            return BankCalendar.load(Path.of(System.getProperty("phigate.root", ".."), "config", "calendar.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void at(LocalDate day, int hour) {
        now = BusinessDay.startOf(day).plus(Duration.ofHours(hour));
    }

    /** Moves the clock on to an hour of a day, unless it is past that. */
    void notBefore(LocalDate day, int hour) {
        Instant then = BusinessDay.startOf(day).plus(Duration.ofHours(hour));
        now = now.isBefore(then) ? then : now;
    }

    /** An agency with its one account, approved. */
    Counter counter() {
        int number = AGENCIES.incrementAndGet();
        String code = "%05d".formatted(number);
        return db.inTransaction(tx -> {
            Agency agency = agencies.create(
                    tx,
                    new Agencies.NewAgency(
                            code, "commune", "Phường " + number, null, null, null, true, LocalDate.of(2025, 7, 1)),
                    "admin");
            CollectionAccount account = register(tx, agency, "97%08d".formatted(number));
            for (Kind kind : Kind.values()) {
                var proposed = accounts.propose(
                        tx,
                        new Accounts.NewAssignment(
                                agency.id(),
                                null,
                                kind,
                                account.id(),
                                LocalDate.of(2025, 7, 1)
                                        .atStartOfDay(BusinessDay.ZONE)
                                        .toInstant(),
                                null,
                                "test"),
                        "anna");
                accounts.approveAssignment(tx, proposed.id(), "binh");
            }
            return new Counter(code, account);
        });
    }

    private CollectionAccount register(Tx tx, Agency agency, String number) {
        CollectionAccount draft = accounts.register(
                tx,
                new Accounts.NewAccount(
                        agency.id(),
                        "970436",
                        number,
                        "UBND " + agency.name(),
                        BusinessDay.startOf(LocalDate.of(2025, 7, 1)),
                        null,
                        "test",
                        true),
                "anna");
        accounts.submit(tx, draft.id(), "anna");
        return accounts.approve(tx, draft.id(), Accounts.Acknowledged.ALL, "binh");
    }

    /**
     * Records who took over from whom since a day.
     *
     * @param to one, or several of whom none is decided
     */
    UUID succeed(Counter from, LocalDate since, String act, List<Counter> to) {
        return db.inTransaction(tx -> {
            var part = Successions.NewPart.agency(
                    from.account.agencyId(),
                    to.stream().map(each -> each.account.agencyId()).toList());
            Succession proposed = successions.propose(
                    tx, new Successions.NewSuccession(act, BusinessDay.startOf(since), null, List.of(part)), "anna");
            return successions
                    .approve(tx, proposed.id(), "binh")
                    .parts()
                    .getFirst()
                    .id();
        });
    }

    /** Two people decide whose a divided commune's money is. */
    void decide(UUID part, Counter to) {
        db.inTransactionDo(tx -> {
            successions.decide(tx, part, to.account.agencyId(), "QĐ 1", "anna");
            successions.approveDecision(tx, part, "binh");
        });
    }

    /** From the very beginning it is as if it had never been. */
    void undo(UUID part) {
        db.run(
                "update gateway.succession_link set recorded = tstzrange(lower(recorded), ?) where part_id = ?",
                now,
                part);
    }

    /** One agency, its account and its dossiers. */
    final class Counter {
        final String agency;
        final CollectionAccount account;
        private int sequence;

        private Counter(String agency, CollectionAccount account) {
            this.agency = agency;
            this.account = account;
        }

        /** A new dossier that owes {@link #FEES_VND}. */
        String dossier() {
            String code = "H26.%s-250717-%04d".formatted(agency, ++sequence);
            db.inTransactionDo(tx -> dossiers.record(
                    tx, new NewDossier(code, PROCEDURE, agency, Channel.ONLINE, DAY, null, Map.of()), "test"));
            return code;
        }

        Payment open(String dossier, String method) {
            return db.inTransaction(tx -> payments.create(
                            tx,
                            new Payments.NewPayment(
                                    List.of(dossier), List.of(), method, null, "test", "127.0.0.1", "vi"))
                    .payment());
        }

        /** A dossier whose payment the provider has reported. */
        Payment paid() {
            return report(open(dossier(), "vnpay"));
        }

        Payment report(Payment payment) {
            Recorded recorded = report(payment, payment.lastAttempt());
            assertTrue(recorded instanceof Recorded.Moved, recorded.toString());
            return payments.get(db, payment.id());
        }

        Recorded report(Payment payment, Payment.Attempt attempt) {
            var notice = new Notice(
                    attempt.provider(),
                    "callback",
                    attempt.orderId(),
                    "T1",
                    payment.amountVnd(),
                    Notice.Result.PAID,
                    "T" + TRANSACTIONS.incrementAndGet(),
                    clock.instant(),
                    "00",
                    payment.id().toString().getBytes(StandardCharsets.UTF_8));
            return db.inTransaction(tx -> payments.record(tx, List.of(notice))).getFirst();
        }

        Statements.Imported take(long openingVnd, Camt.Entry... entries) {
            return take(DAY, openingVnd, entries);
        }

        Statements.Imported take(LocalDate day, long openingVnd, Camt.Entry... entries) {
            notBefore(day, 9);
            return TestCity.this.take(Camt.statement()
                    .of(account.number(), day, openingVnd, entries)
                    .bytes());
        }

        Matching.Ran reconcile() {
            return reconcile(DAY);
        }

        Matching.Ran reconcile(LocalDate day) {
            return service.matching().run(day, account.id(), "anna");
        }

        /** On the morning after, at the earliest. */
        Closing prepare(LocalDate day, String by) {
            notBefore(day.plusDays(1), 0);
            return db.inTransaction(
                    tx -> service.closings().prepare(tx, account, day, by).closing());
        }

        Closing close(LocalDate day) {
            Closing prepared = prepare(day, "anna");
            return sign(prepared.id(), "binh");
        }

        /** The open discrepancies of a day by type, each with how many. */
        Map<String, Long> openTypes(LocalDate day) {
            return service.discrepancies().openOfDay(db, account.id(), day).stream()
                    .collect(Collectors.groupingBy(d -> d.type().code(), TreeMap::new, Collectors.counting()));
        }

        long bankVnd(LocalDate day) {
            return ledger.movementVnd(db, LedgerAccount.bank(account.id()), day);
        }

        /** Debits less credits over all days of one of the account's books. */
        long balanceVnd(Function<UUID, LedgerAccount> book) {
            return ledger.trialBalance(db, BusinessDay.of(now)).accounts().stream()
                    .filter(line -> line.code().equals(book.apply(account.id()).code()))
                    .mapToLong(line -> line.balanceVnd())
                    .sum();
        }

        long suspenseVnd(LocalDate day) {
            return ledger.movementVnd(db, LedgerAccount.suspense(account.id()), day);
        }
    }

    Statements.Imported take(byte[] file) {
        return db.inTransaction(tx -> service.statements().take(tx, "sao-ke.xml", file, "anna"));
    }

    Settlements.Imported takeSettlement(String file) {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        return db.inTransaction(tx -> service.settlements().take(tx, "quyet-toan.csv", bytes, "anna"));
    }

    Closing sign(UUID closing, String by) {
        return db.inTransaction(tx -> service.closings().sign(tx, closing, by));
    }

    static String rule(Statements.Imported imported) {
        return String.join(
                ",",
                imported.file().findings().stream().map(f -> f.finding().rule()).toList());
    }

    Http http() {
        Web web = new Web(
                "reconciliation",
                HttpSettings.local(0).withUploads(StatementsApi.UPLOAD_BYTES_MAX),
                db,
                request -> request.header("Authorization").map(header -> switch (header) {
                    case "Bearer maker" -> new Caller("maker", Set.of(Role.MAKER), false);
                    case "Bearer both" -> new Caller("both", Set.of(Role.MAKER, Role.CHECKER), false);
                    case "Bearer checker" -> new Caller("checker", Set.of(Role.CHECKER), false);
                    default -> new Caller("reader", Set.of(Role.DOSSIERS), false);
                }),
                clock);
        service.routes(web);
        return new Http(web.start());
    }

    /** The service over HTTP. */
    record Http(Web web) implements AutoCloseable {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        record Answer(int status, JsonNode json, byte[] body) {}

        Answer post(String who, String path, byte[] body, String... headers) {
            HttpRequest.Builder request = request(who, path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
            return send(headers.length == 0 ? request : request.headers(headers));
        }

        Answer post(String who, String path, String json, String... headers) {
            return post(who, path, json.getBytes(StandardCharsets.UTF_8), headers);
        }

        Answer upload(String who, String path, byte[] file, String name) {
            return post(who, path + "?filename=" + URLEncoder.encode(name, StandardCharsets.UTF_8), file);
        }

        Answer get(String path, String... headers) {
            HttpRequest.Builder request = request("reader", path);
            return send(headers.length == 0 ? request : request.headers(headers));
        }

        private HttpRequest.Builder request(String who, String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                    .header("Authorization", "Bearer " + who);
        }

        private static Answer send(HttpRequest.Builder request) {
            try {
                HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                boolean json =
                        response.headers().firstValue("Content-Type").orElse("").contains("json");
                return new Answer(
                        response.statusCode(),
                        json ? new ObjectMapper().readTree(response.body()) : MissingNode.getInstance(),
                        response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            web.close();
        }
    }

    /** Sends payers to a link; its word comes from the tests. */
    private record LinkProvider(String name) implements Provider.Local {
        /** As ZaloPay has it, with a mark that a narrative may have lost. */
        @Override
        public String orderId(String plain, Instant createdAt) {
            return name.equals("zalopay") ? "250717_" + plain : plain;
        }

        @Override
        public Duration orderWindow() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration lateWindow() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Optional<String> keyFor(String agency) {
            return Optional.of("T1");
        }

        @Override
        public Follow follow(Order order) {
            return Follow.redirect("https://pay.example.vn/" + order.orderId());
        }
    }

    /** Pays every refund back at once. */
    private static final class ObedientRefunds implements RefundPort {
        @Override
        public String provider() {
            return "vnpay";
        }

        @Override
        public Answer refund(RefundOrder order) {
            return new Answer.Accepted(true, "R" + order.refundId(), "00", new byte[] {1});
        }

        @Override
        public Answer refundStatus(RefundOrder order) {
            return refund(order);
        }
    }
}
