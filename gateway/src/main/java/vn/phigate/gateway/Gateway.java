package vn.phigate.gateway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.AccountsApi;
import vn.phigate.gateway.accounts.CheckAccount;
import vn.phigate.gateway.accounts.RegistryApi;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.audit.AuditApi;
import vn.phigate.gateway.audit.AuditChain;
import vn.phigate.gateway.callbacks.BankCallbacks;
import vn.phigate.gateway.callbacks.Callbacks;
import vn.phigate.gateway.campaigns.Campaigns;
import vn.phigate.gateway.campaigns.CampaignsApi;
import vn.phigate.gateway.cases.Cases;
import vn.phigate.gateway.cases.CasesApi;
import vn.phigate.gateway.catalogue.Catalogue;
import vn.phigate.gateway.catalogue.CatalogueApi;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.coverage.CoverageApi;
import vn.phigate.gateway.coverage.FeeSheets;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.dossiers.DossiersApi;
import vn.phigate.gateway.dossiers.PayeeLookup;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.income.Income;
import vn.phigate.gateway.income.IncomeApi;
import vn.phigate.gateway.income.Monthly;
import vn.phigate.gateway.income.MonthlyApi;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerApi;
import vn.phigate.gateway.notifications.Mails;
import vn.phigate.gateway.notifications.Webhooks;
import vn.phigate.gateway.payments.AskProviders;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Bills;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.PaymentsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.OpenApi;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Route;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.jobs.Jobs;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.receipts.seal.Seals;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.gateway.refunds.RefundsApi;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.gateway.succession.SuccessionsApi;
import vn.phigate.gateway.web.AccountFormPages;
import vn.phigate.gateway.web.AgencyPages;
import vn.phigate.gateway.web.AssignmentPages;
import vn.phigate.gateway.web.AuditPages;
import vn.phigate.gateway.web.BankDays;
import vn.phigate.gateway.web.CampaignPages;
import vn.phigate.gateway.web.CasePages;
import vn.phigate.gateway.web.CataloguePages;
import vn.phigate.gateway.web.CheckAccountPages;
import vn.phigate.gateway.web.CitizenPages;
import vn.phigate.gateway.web.CorrectionPages;
import vn.phigate.gateway.web.CoveragePages;
import vn.phigate.gateway.web.DeskPages;
import vn.phigate.gateway.web.FeePages;
import vn.phigate.gateway.web.IncomePages;
import vn.phigate.gateway.web.LivePayments;
import vn.phigate.gateway.web.MapPages;
import vn.phigate.gateway.web.Pages;
import vn.phigate.gateway.web.PaperPages;
import vn.phigate.gateway.web.PaymentPages;
import vn.phigate.gateway.web.RegistryPages;
import vn.phigate.gateway.web.SignInPages;
import vn.phigate.gateway.web.StaticFiles;
import vn.phigate.gateway.web.SuccessionPages;

/** The gateway, wired by hand from top to bottom. Its doors may be used in process; {@link #start} opens the port and runs the jobs. */
public final class Gateway implements AutoCloseable {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(1);

    private final GatewaySettings settings;
    private final Db db;
    private final CityClock clock;
    private final Audit audit;
    private final AuditChain auditChain;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Catalogue catalogue;
    private final Accounts accounts;
    private final Successions successions;
    private final CheckAccount checkAccount;
    private final Coverage coverage;
    private final FeeSheets feeSheets;
    private final Campaigns campaigns;
    private final Income income;
    private final Ledger ledger;
    private final Dossiers dossiers;
    private final Payments payments;
    private final Refunds refunds;
    private final Cases cases;
    private final BankWitness bankWitness;
    private final Providers provided;
    private final Receipts receipts;
    private final Identity identity;
    private final Jobs jobs = new Jobs();
    private final Jobs.Bell confirmBell = new Jobs.Bell();
    private final Jobs.Bell issueBell = new Jobs.Bell();
    private final Jobs.Bell signBell = new Jobs.Bell();
    private final Jobs.Bell fanOutBell = new Jobs.Bell();
    private final Jobs.Bell deliverBell = new Jobs.Bell();
    private final Jobs.Bell newsBell = new Jobs.Bell();
    private final LivePayments live;
    private BankDays bankDays = BankDays.WEEKENDS;
    private @Nullable Callbacks callbacks;
    private @Nullable Webhooks webhooks;
    private @Nullable Web web;

    /** @param db migrated, under the role of the application */
    public Gateway(GatewaySettings settings, Db db, CityClock clock) {
        this(settings, db, clock, ports -> ports);
    }

    /** @param refundPorts changes who pays money back, by the name of the provider */
    public Gateway(
            GatewaySettings settings, Db db, CityClock clock, UnaryOperator<Map<String, RefundPort>> refundPorts) {
        this.settings = settings;
        this.db = db;
        this.clock = clock;
        this.audit = new Audit(clock);
        this.agencies = new Agencies(audit, clock);
        this.procedures = new Procedures(audit);
        this.catalogue = new Catalogue(db, audit, clock);
        this.accounts = new Accounts(agencies, settings.registry(), audit, clock);
        this.successions = new Successions(agencies, accounts, audit, clock);
        this.checkAccount = new CheckAccount(db, clock);
        this.campaigns = new Campaigns(agencies, accounts.notices(), audit, clock);
        this.coverage = new Coverage(db, clock);
        this.feeSheets = new FeeSheets(procedures, agencies, accounts, clock);
        this.ledger = new Ledger(clock);
        this.income = new Income(clock);
        this.dossiers = new Dossiers(agencies, procedures, payees(), clock);
        this.provided = new Providers(settings, new Bills(db), clock);
        this.payments = new Payments(
                db,
                agencies,
                accounts,
                ledger,
                provided.byName(),
                settings.wallets().limits(),
                settings.bankNotices().pay(),
                settings.paymentRules(),
                clock);
        this.refunds =
                new Refunds(db, ledger, refundPorts.apply(provided.refunds()), settings.refundRules(), audit, clock);
        this.cases = new Cases(db, payments, refunds, audit, clock);
        this.bankWitness = new BankWitness(accounts, ledger, clock);
        Path keyFolder = settings.dataFolder().resolve("keys");
        var whenMissing = settings.sandbox() ? KeyRing.WhenMissing.CREATE : KeyRing.WhenMissing.REFUSE;
        KeyRing keys = KeyRing.open(keyFolder, whenMissing, new SecureRandom());
        this.auditChain = new AuditChain(db, keys, settings.city().code(), clock);
        this.receipts = new Receipts(
                db,
                agencies,
                audit,
                keys,
                Seals.in(keyFolder.resolve("seals"), settings.sandbox(), new SecureRandom()),
                new Receipts.Ground(
                        settings.city().code(), settings.publicUrl(), settings.sandbox(), settings.receiptRules()),
                signBell::ring,
                clock);
        this.live = new LivePayments(db, payments, receipts, refunds, newsBell);
        this.identity =
                new Identity(settings.keys(), settings.sandbox(), settings.signIn(), db, audit, InstantSource.system());
    }

    private PayeeLookup payees() {
        return (sql, agency, procedure, kind, at) -> accounts.resolve(sql, agency, procedure, kind, at, at)
                .map(r -> new PayeeLookup.Payee(
                        r.account().bin(), r.account().number(), r.account().holder()));
    }

    /** Lends the banks' calendar, before the start: pages tell payers by when their money is due. Without it only weekends are known. */
    public Gateway with(BankDays calendar) {
        this.bankDays = calendar;
        return this;
    }

    /** Opens the port and starts the jobs. */
    public Gateway start() {
        var callbackDoor = new Callbacks(db, payments, provided.doors(), clock, this::somethingHappened);
        var webhookDoor = new Webhooks(
                db,
                payments,
                receipts::ofPayment,
                accounts.notices()::event,
                (sql, refund) -> Refunds.view(refunds.get(sql, refund)),
                audit,
                settings.sandbox(),
                clock,
                deliverBell::ring);
        callbacks = callbackDoor;
        webhooks = webhookDoor;
        jobs.giveWayTo(callbackDoor::rushed);
        startJobs(webhookDoor);
        web = routes(
                        new Web("gateway", settings.http().withUploads(TableFile.MOST_BYTES), db, identity, clock),
                        callbackDoor,
                        webhookDoor)
                .start();
        jobs.start("forget-idempotency-keys", new Jobs.Bell(), Duration.ofHours(1), web::forgetOldKeys);
        return this;
    }

    private Web routes(Web server, Callbacks callbackDoor, Webhooks webhookDoor) {
        server.get("/health", Access.PUBLIC, request -> health(callbackDoor.alive() && db.answers(ANSWERS_WITHIN)));
        new OpenApi().routes(server);
        callbackDoor.routes(server);
        new BankCallbacks(db, payments, settings.bankNotices().services(), clock, this::somethingHappened)
                .routes(server);
        new DossiersApi(db, dossiers, settings.publicUrl()).routes(server);
        new PaymentsApi(
                        db,
                        payments,
                        agencies,
                        accounts,
                        receipts::ofPayment,
                        new PaymentsApi.ReturnUrls(settings.returnHosts(), settings.sandbox()),
                        settings.publicUrl(),
                        clock)
                .routes(server);
        new RefundsApi(db, refunds, payments).routes(server);
        new CasesApi(db, cases).routes(server);
        new RegistryApi(db, agencies, procedures, accounts, checkAccount, clock).routes(server);
        new CatalogueApi(catalogue).routes(server);
        new CoverageApi(db, coverage, feeSheets, clock).routes(server);
        new AccountsApi(db, agencies, procedures, accounts, settings.registry(), clock).routes(server);
        new SuccessionsApi(db, agencies, accounts, successions, clock).routes(server);
        new CampaignsApi(db, campaigns, clock).routes(server);
        new LedgerApi(
                        db,
                        ledger,
                        (sql, code, day) -> agencies.get(sql, code, day).id(),
                        clock)
                .routes(server);
        new IncomeApi(db, income, agencies, clock).routes(server);
        new MonthlyApi(db, new Monthly(coverage), agencies, clock).routes(server);
        new AuditApi(db, audit).routes(server);
        webhookDoor.routes(server);
        receipts.routes(server);
        pages(server);
        if (settings.sandbox()) {
            server.post("/sandbox/clock", Access.only(Role.values()), this::setClock);
        }
        return server;
    }

    private void pages(Web server) {
        var pages = new Pages(settings.city().name(), settings.sandbox(), settings.reportTo());
        server.errorPage(pages::error);
        provided.payPages().forEach(server::formsMayLeadTo);
        StaticFiles.routes(server);
        new CitizenPages(
                        db,
                        dossiers,
                        payments,
                        agencies,
                        procedures,
                        receipts,
                        refunds,
                        provided.returns(),
                        pages,
                        clock)
                .routes(server);
        new PaperPages(db, dossiers, payments, agencies, receipts, pages, settings.publicUrl(), clock).routes(server);
        new CorrectionPages(db, receipts.corrections(), agencies, pages, clock).routes(server);
        new DeskPages(db, dossiers, payments, agencies, pages, settings.publicUrl(), clock).routes(server);
        new PaymentPages(
                        db,
                        dossiers,
                        payments,
                        accounts,
                        agencies,
                        receipts,
                        refunds,
                        live,
                        settings.promises(),
                        bankDays,
                        pages,
                        clock)
                .routes(server);
        registryPages(server, pages);
        new CasePages(db, cases, refunds, ledger, agencies, audit, pages, clock).routes(server);
        new SuccessionPages(db, successions, audit, pages, clock).routes(server);
        new FeePages(db, procedures, agencies, feeSheets, pages, clock).routes(server);
        new CoveragePages(coverage, pages).routes(server);
        new IncomePages(db, income, agencies, pages, clock).routes(server);
        new SignInPages(identity, pages, pages::framed, settings.publicUrl(), clock).routes(server);
    }

    private void registryPages(Web server, Pages pages) {
        new RegistryPages(db, agencies, accounts, audit, pages, clock).routes(server);
        new AccountFormPages(db, agencies, accounts, pages, clock).routes(server);
        new AssignmentPages(db, agencies, procedures, accounts, audit, pages, clock).routes(server);
        new AgencyPages(db, agencies, accounts, pages, clock).routes(server);
        new CampaignPages(db, agencies, campaigns, pages, clock).routes(server);
        new CataloguePages(catalogue, pages, clock).routes(server);
        new MapPages(db, agencies, procedures, accounts, pages, clock).routes(server);
        new CheckAccountPages(checkAccount, pages).routes(server);
        new AuditPages(db, audit, pages).routes(server);
    }

    /** UP when the database answers soon; a load balancer needs nothing else. */
    public static Reply health(Db db) {
        return health(db.answers(ANSWERS_WITHIN));
    }

    private static Reply health(boolean up) {
        return up ? Reply.ok(Map.of("status", "UP")) : Reply.json(503, Map.of("status", "DOWN"));
    }

    private record ClockBody(@Nullable Instant now) {}

    private Reply setClock(Request request) {
        clock.set(db, request.json(ClockBody.class).now());
        return Reply.ok(Map.of("now", clock.instant()));
    }

    private void startJobs(Webhooks webhookDoor) {
        Duration often = Duration.ofSeconds(5);
        var ask = new AskProviders(db, payments, provided.queries(), clock);
        jobs.start("issue-receipts", issueBell, often, () -> rang(receipts.issueDue(), signBell));
        jobs.start("sign-receipts", signBell, often, () -> rang(rang(receipts.signIssued(), fanOutBell), newsBell));
        jobs.start("tell-open-pages", newsBell, Duration.ofSeconds(1), live::look);
        jobs.start("fan-out-events", fanOutBell, often, () -> rang(webhookDoor.fanOut(), deliverBell));
        jobs.start("deliver-webhooks", deliverBell, often, webhookDoor::deliver);
        jobs.start("confirm-payments", confirmBell, often, () -> {
            int released = payments.confirm();
            if (released > 0) {
                issueBell.ring();
                fanOutBell.ring();
            }
            return released;
        });
        jobs.start("expire-payments", new Jobs.Bell(), often, payments::expireLate);
        jobs.start("ask-providers", new Jobs.Bell(), Duration.ofSeconds(10), ask::run);
        jobs.start(
                "follow-cases",
                new Jobs.Bell(),
                often,
                () -> rang(cases.followRules() + refunds.proposeForDoublePayments(), fanOutBell));
        jobs.start("send-refunds", new Jobs.Bell(), often, () -> rang(refunds.send(), fanOutBell));
        jobs.start("ask-refunds", new Jobs.Bell(), Duration.ofSeconds(10), () -> rang(refunds.ask(), fanOutBell));
        // A catalogue of dossiers is booked in one go, batch after batch; while callbacks rush in, the books of what is
        // owed may follow by minutes.
        jobs.start("book-obligations", new Jobs.Bell(), Duration.ofSeconds(20), () -> {
            int booked = payments.bookObligations();
            return booked < Payments.BOOKED_AT_ONCE ? 0 : booked;
        });
        jobs.start("activate-accounts", new Jobs.Bell(), often, () -> rang(accounts.passTime(db), fanOutBell));
        jobs.start(
                "remind-agencies",
                new Jobs.Bell(),
                Duration.ofMinutes(1),
                () -> rang(campaigns.remind(db), fanOutBell));
        jobs.start("seal-audit", new Jobs.Bell(), often, auditChain::seal);
        jobs.start("publish-receipt-roots", new Jobs.Bell(), Duration.ofMinutes(5), receipts::publishRoots);
        jobs.start("publish-audit-roots", new Jobs.Bell(), often, auditChain::publishRoots);
        Mails.Settings mail = settings.mail();
        if (mail != null) {
            jobs.start("send-mails", new Jobs.Bell(), often, new Mails(db, mail)::send);
        }
        if (settings.sandbox()) {
            jobs.start("follow-clock", new Jobs.Bell(), Duration.ofSeconds(1), () -> {
                clock.follow(db);
                return 0;
            });
        }
    }

    private static int rang(int done, Jobs.Bell next) {
        if (done > 0) {
            next.ring();
        }
        return done;
    }

    /** Wakes the jobs that follow a payment; called after commits here and by reconciliation. */
    public void somethingHappened() {
        confirmBell.ring();
        issueBell.ring();
        fanOutBell.ring();
        newsBell.ring();
    }

    /** Every route of the open port; none before {@link #start}. */
    public List<Route> routes() {
        Web running = web;
        return running == null ? List.of() : running.routes();
    }

    public int port() {
        Web running = web;
        return running == null ? settings.http().port() : running.port();
    }

    public GatewaySettings settings() {
        return settings;
    }

    public Db db() {
        return db;
    }

    public CityClock clock() {
        return clock;
    }

    public Audit audit() {
        return audit;
    }

    public Agencies agencies() {
        return agencies;
    }

    public Procedures procedures() {
        return procedures;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Successions successions() {
        return successions;
    }

    public Coverage coverage() {
        return coverage;
    }

    public FeeSheets feeSheets() {
        return feeSheets;
    }

    public Campaigns campaigns() {
        return campaigns;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Dossiers dossiers() {
        return dossiers;
    }

    public Payments payments() {
        return payments;
    }

    public Refunds refunds() {
        return refunds;
    }

    public Cases cases() {
        return cases;
    }

    public BankWitness bankWitness() {
        return bankWitness;
    }

    /** Who pays back, by the provider's name. */
    public Map<String, RefundPort> refundPorts() {
        return provided.refunds();
    }

    public Receipts receipts() {
        return receipts;
    }

    public Identity identity() {
        return identity;
    }

    /** Stops taking requests first, then records what is waiting, then ends the jobs. */
    @Override
    public void close() {
        if (web != null) {
            web.close();
        }
        if (callbacks != null) {
            callbacks.close();
        }
        jobs.close();
        provided.close();
        if (webhooks != null) {
            webhooks.close();
        }
        if (web != null) {
            sealTheRest();
        }
    }

    /** What was decided in the last seconds is sealed before the lights go out, or verify-audit would find it waiting. */
    private void sealTheRest() {
        boolean more = true;
        while (more) {
            more = auditChain.seal() > 0;
        }
    }
}
