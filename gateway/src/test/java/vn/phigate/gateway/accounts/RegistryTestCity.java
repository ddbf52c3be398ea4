package vn.phigate.gateway.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.ProblemType;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;

/** A registry with a clock that is set by hand, and people by name. */
final class RegistryTestCity {
    static final Instant START = Instant.parse("2025-07-21T02:00:00Z");
    static final String PROCEDURE = "9.100001";
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    final Db db;
    final Agencies agencies;
    final Accounts accounts;
    final Audit audit;
    volatile Instant now = START;

    RegistryTestCity(Db db, RegistryRules rules) {
        this.db = db;
        this.audit = new Audit(() -> now);
        this.agencies = new Agencies(audit, () -> now);
        this.accounts = new Accounts(agencies, rules, audit, () -> now);
        var procedures = new Procedures(audit);
        if (procedures.find(db, PROCEDURE).isEmpty()) {
            db.inTransactionDo(tx -> procedures.add(
                    tx, new Procedure(PROCEDURE, "Thủ tục thử", "Thử", "commune", true), "test", "test"));
        }
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    Agency agency() {
        int number = SEQUENCE.incrementAndGet();
        return db.inTransaction(tx -> agencies.create(
                tx,
                new Agencies.NewAgency(
                        "T%05d".formatted(number),
                        "commune",
                        "Phường Thử " + number,
                        null,
                        null,
                        null,
                        false,
                        LocalDate.of(2025, 7, 1)),
                "admin"));
    }

    Accounts.NewAccount draft(Agency agency) {
        return draft(agency, "UBND PHUONG THU " + agency.code().substring(1).replaceFirst("^0+", ""));
    }

    Accounts.NewAccount draft(Agency agency, String holder) {
        return draft(agency, holder, null);
    }

    Accounts.NewAccount draft(Agency agency, String holder, @Nullable UUID replaces) {
        String number = "19%011d".formatted(SEQUENCE.incrementAndGet());
        return new Accounts.NewAccount(agency.id(), "970432", number, holder, now, null, null, null, replaces, false);
    }

    /** Registered and submitted by maker. */
    UUID submitted(Accounts.NewAccount draft) {
        return db.inTransaction(tx -> {
            UUID id = accounts.register(tx, draft, "maker").id();
            accounts.submit(tx, id, "maker");
            return id;
        });
    }

    UUID approved(Accounts.NewAccount draft) {
        UUID id = submitted(draft);
        db.inTransaction(tx -> accounts.approve(tx, id, Accounts.Acknowledged.NOTHING, "checker"));
        return id;
    }

    /** In force, whatever the rules, by waiting and by two people who vouch. */
    UUID active(Agency agency) {
        UUID id = approved(draft(agency));
        return putIntoForce(id);
    }

    UUID putIntoForce(UUID id) {
        if (file(id).status() == AccountStatus.APPROVED) {
            db.inTransactionDo(tx -> accounts.waiveDeposit(tx, id, "test", "chief"));
            db.inTransactionDo(tx -> accounts.waiveDeposit(tx, id, "test", "treasurer"));
            advance(Duration.ofHours(73));
            accounts.passTime(db);
        }
        return id;
    }

    UUID assigned(Agency agency, @Nullable String procedure, Kind kind, UUID account, Instant from) {
        Accounts.Assignment proposed = db.inTransaction(tx -> accounts.propose(
                tx, new Accounts.NewAssignment(agency.id(), procedure, kind, account, from, null, "QĐ thử"), "maker"));
        db.inTransactionDo(tx -> accounts.approveAssignment(tx, proposed.id(), "checker"));
        return proposed.id();
    }

    AccountFile file(UUID id) {
        return accounts.file(db, id);
    }

    @Nullable
    UUID payee(Agency agency, Instant at, Instant knownAt) {
        return accounts.resolve(db, agency.id(), PROCEDURE, Kind.FEE, at, knownAt)
                .map(r -> r.account().id())
                .orElse(null);
    }

    List<String> notices(Agency agency) {
        return accounts.notices().list(db, agency.id(), null, null, 100).stream()
                .map(n -> n.kind() + " " + n.audience())
                .toList();
    }

    static void refused(ProblemType expected, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> Assertions.assertThat(refusal.type()).isEqualTo(expected));
    }

    void refusedIn(ProblemType expected, Consumer<Tx> work) {
        refused(expected, () -> db.inTransactionDo(work));
    }

    static Accounts.Acknowledged read(String... keys) {
        return Accounts.Acknowledged.of(Set.of(keys));
    }
}
