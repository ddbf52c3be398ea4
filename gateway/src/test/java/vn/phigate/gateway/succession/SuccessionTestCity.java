package vn.phigate.gateway.succession;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;

/** Agencies with accounts, a clock that is set by hand, and two people. */
final class SuccessionTestCity {
    static final Instant START = Instant.parse("2025-03-01T02:00:00Z");
    static final Instant CUT_OVER = Instant.parse("2025-06-30T17:00:00Z");
    static final List<String> PROCEDURES = List.of("9.200001", "9.200002");
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    final Db db;
    final Agencies agencies;
    final Accounts accounts;
    final Successions successions;
    final Audit audit;
    volatile Instant now = START;

    SuccessionTestCity(Db db) {
        this.db = db;
        this.audit = new Audit(() -> now);
        this.agencies = new Agencies(audit, () -> now);
        this.accounts = new Accounts(agencies, RegistryRules.SANDBOX, audit, () -> now);
        this.successions = new Successions(agencies, accounts, audit, () -> now);
        var procedures = new Procedures(audit);
        for (String code : PROCEDURES) {
            if (procedures.find(db, code).isEmpty()) {
                db.inTransactionDo(
                        tx -> procedures.add(tx, new Procedure(code, "Thủ tục", "Thử", "commune", true), "t", "t"));
            }
        }
    }

    void tick() {
        now = now.plus(Duration.ofMinutes(1));
    }

    Agency agency(String name) {
        String code = "S%05d".formatted(SEQUENCE.incrementAndGet());
        return db.inTransaction(tx -> agencies.create(
                tx,
                new Agencies.NewAgency(code, "commune", name, null, null, null, false, LocalDate.of(2025, 1, 1)),
                "admin"));
    }

    UUID account(Agency agency) {
        String number = "17%011d".formatted(SEQUENCE.incrementAndGet());
        return db.inTransaction(tx -> {
            UUID id = accounts.register(
                            tx,
                            new Accounts.NewAccount(
                                    agency.id(), "970432", number, "UBND THU", START, null, null, false),
                            "maker")
                    .id();
            accounts.submit(tx, id, "maker");
            accounts.approve(tx, id, Accounts.Acknowledged.ALL, "checker");
            return id;
        });
    }

    UUID assign(Agency agency, @Nullable String procedure, Kind kind, UUID account, Instant from) {
        return db.inTransaction(tx -> {
            long owner = accounts.get(tx, account).agencyId();
            List<Accounts.Consent> consents = owner == agency.id()
                    ? List.of()
                    : List.of(new Accounts.Consent(owner, "CV 1"), new Accounts.Consent(agency.id(), "CV 2"));
            UUID id = accounts.propose(
                            tx,
                            new Accounts.NewAssignment(
                                    agency.id(), procedure, kind, account, from, null, "QĐ", null, consents),
                            "maker")
                    .id();
            accounts.approveAssignment(tx, id, "checker");
            return id;
        });
    }

    /** With an account that is its default for both kinds. */
    Agency collecting(String name) {
        Agency agency = agency(name);
        UUID account = account(agency);
        assign(agency, null, Kind.FEE, account, START);
        assign(agency, null, Kind.CHARGE, account, START);
        return agency;
    }

    UUID own(Agency agency) {
        return accounts.ofAgency(db, agency.id()).getFirst().id();
    }

    Succession proposed(Instant cutOver, Successions.NewPart... parts) {
        return db.inTransaction(tx ->
                successions.propose(tx, new Successions.NewSuccession("NQ 1", cutOver, null, List.of(parts)), "maker"));
    }

    Succession approved(Instant cutOver, Successions.NewPart... parts) {
        UUID id = proposed(cutOver, parts).id();
        tick();
        return db.inTransaction(tx -> successions.approve(tx, id, "checker"));
    }

    Succession undone(UUID id, Instant from) {
        db.inTransactionDo(tx -> successions.proposeUndo(tx, id, from, "huỷ", "maker"));
        tick();
        return db.inTransaction(tx -> successions.approveUndo(tx, id, "checker"));
    }

    @Nullable
    UUID payee(long agency, @Nullable String procedure, Kind kind, Instant at, Instant knownAt) {
        return accounts.resolve(db, agency, procedure == null ? "" : procedure, kind, at, knownAt)
                .map(r -> r.account().id())
                .orElse(null);
    }

    @Nullable
    UUID payee(Agency agency, Instant at) {
        return payee(agency.id(), null, Kind.FEE, at, now);
    }
}
