package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.Accounts.Assignment;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.testsupport.Database;

/**
 * 1,000 random registries with overlapping proposals, approved by 32 threads at once: never two accounts for one key and instant, as believed at any
 * instant. One registry is one agency with its accounts and proposals; all lie in one database, so that they also wait for each other's locks.
 */
@Database
class OneAccountPropertyTest {
    private static final int REGISTRIES = 1_000;
    private static final int THREADS = 32;
    private static final int PROPOSALS = 5;
    private static final long SEED = Long.getLong("phigate.test.seed", 20_250_701L);
    private static final String OVERLAPS = """
            select count(*) as n from gateway.account_assignment a join gateway.account_assignment b
                on a.id < b.id and a.agency_id = b.agency_id and a.kind = b.kind and a.procedure_code is not distinct from b.procedure_code
            where a.status in ('approved', 'ended') and b.status in ('approved', 'ended') and a.valid && b.valid and a.recorded && b.recorded
            """;

    private final Db db;
    private final RegistryTestCity city;
    private final AtomicInteger approved = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    OneAccountPropertyTest(DbSettings settings) {
        this.db = Db.open(settings.withPoolSize(12));
        this.city = new RegistryTestCity(db, RegistryRules.SANDBOX);
    }

    private record Registry(Agency agency, List<UUID> accounts, long seed) {}

    @Test
    void neverTwoAccountsForOneKeyAndInstant_whateverIsProposedAndWhoeverIsFaster() throws Exception {
        List<Registry> registries = inParallel(Collections.nCopies(REGISTRIES, (long) 0), (i, _) -> {
            Agency agency = city.agency();
            return new Registry(agency, List.of(city.active(agency), city.active(agency)), SEED + i);
        });
        // Every registry's proposals at once, and the registries shuffled into each other.
        List<Registry> turns = new ArrayList<>();
        for (int i = 0; i < PROPOSALS; i++) {
            turns.addAll(registries);
        }
        Collections.shuffle(turns, new Random(SEED));
        inParallel(turns, (turn, registry) -> {
            proposeAndApprove(registry, new Random(registry.seed * 1_000 + turn));
            return true;
        });
        assertThat(approved.get()).as("seed %d", SEED).isGreaterThan(REGISTRIES);
        assertThat(refused.get()).as("seed %d", SEED).isGreaterThan(REGISTRIES / 2);
        assertThat(db.get(OVERLAPS).orElseThrow().whole("n"))
                .as("seed %d", SEED)
                .isZero();
        for (Registry registry : registries.subList(0, 50)) {
            assertAnswersAreOne(registry, new Random(registry.seed));
        }
    }

    private void proposeAndApprove(Registry registry, Random random) {
        Instant from = RegistryTestCity.START.plus(Duration.ofDays(random.nextInt(30)));
        Instant until = random.nextInt(3) == 0 ? null : from.plus(Duration.ofDays(1 + random.nextInt(20)));
        Kind kind = random.nextInt(4) == 0 ? Kind.CHARGE : Kind.FEE;
        String procedure = random.nextInt(3) == 0 ? RegistryTestCity.PROCEDURE : null;
        UUID account = registry.accounts.get(random.nextInt(2));
        try {
            List<Assignment> standing = city.accounts.assignmentsOfAgency(db, registry.agency.id()).stream()
                    .filter(a -> a.status().equals("approved")
                            && a.kind() == kind
                            && Objects.equals(a.procedure(), procedure))
                    .toList();
            UUID target = standing.isEmpty()
                    ? null
                    : standing.get(random.nextInt(standing.size())).id();
            UUID proposal = db.inTransaction(tx -> switch (target == null ? 0 : random.nextInt(5)) {
                        case 1 -> city.accounts.proposeEnd(tx, Objects.requireNonNull(target), from, "r", "maker");
                        case 2 ->
                            city.accounts.proposeCorrection(
                                    tx,
                                    Objects.requireNonNull(target),
                                    new Accounts.Correction(account, from, until, "r", List.of()),
                                    "maker");
                        case 3 ->
                            city.accounts.propose(
                                    tx,
                                    new Accounts.NewAssignment(
                                            registry.agency.id(),
                                            procedure,
                                            kind,
                                            account,
                                            from,
                                            until,
                                            "r",
                                            target,
                                            List.of()),
                                    "maker");
                        default ->
                            city.accounts.propose(
                                    tx,
                                    new Accounts.NewAssignment(
                                            registry.agency.id(), procedure, kind, account, from, until, "r"),
                                    "maker");
                    })
                    .id();
            db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, proposal, "checker"));
            approved.incrementAndGet();
        } catch (Refusal refusal) {
            assertThat(refusal.type()).isIn(AccountProblem.ASSIGNMENT_OVERLAPS, AccountProblem.WRONG_STATE);
            refused.incrementAndGet();
        }
    }

    /** What the door answers is the one row there is, asked for at random instants of both axes. */
    private void assertAnswersAreOne(Registry registry, Random random) {
        for (int i = 0; i < 10; i++) {
            Instant at = RegistryTestCity.START.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 60)));
            for (Kind kind : Kind.values()) {
                long rows = db.get("""
                                select count(*) as n from gateway.account_assignment
                                where agency_id = ? and kind = ? and procedure_code is null and status in ('approved', 'ended')
                                  and valid @> cast(? as timestamptz) and recorded @> cast(? as timestamptz)
                                """, registry.agency.id(), kind.name(), at, city.now)
                        .orElseThrow()
                        .whole("n");
                assertThat(rows)
                        .as("seed %d, agency %s at %s", SEED, registry.agency.code(), at)
                        .isLessThanOrEqualTo(1);
                assertThat(city.accounts
                                .resolve(db, registry.agency.id(), "9.999999", kind, at, city.now)
                                .isPresent())
                        .isEqualTo(rows == 1);
            }
        }
    }

    private interface Work<A, B> {
        B on(int index, A item);
    }

    private static <A, B> List<B> inParallel(List<A> items, Work<A, B> work)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<B>> running = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                int index = i;
                running.add(threads.submit(() -> work.on(index, items.get(index))));
            }
            List<B> done = new ArrayList<>();
            for (Future<B> each : running) {
                done.add(each.get());
            }
            return done;
        }
    }
}
