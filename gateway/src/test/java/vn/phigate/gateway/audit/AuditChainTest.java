package vn.phigate.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.phigate.gateway.audit.VerifyAudit.Answer;
import vn.phigate.gateway.audit.VerifyAudit.Fault;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.testsupport.Database;

/** The chain holds under load, and every way of changing what it covers is found, with its number. */
@Database
class AuditChainTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Db db;
    private final Db owner;
    private final KeyRing keys;
    private Instant now = Instant.parse("2025-07-17T02:00:00Z");
    private final Audit audit = new Audit(() -> now);
    private final AuditChain chain;

    AuditChainTest(DbSettings settings, @TempDir Path folder) {
        this.db = Db.open(settings.withPoolSize(12));
        this.owner = Db.open(settings.asLogin().withPoolSize(2));
        this.keys = KeyRing.open(folder, KeyRing.WhenMissing.CREATE, new SecureRandom());
        this.chain = new AuditChain(db, keys, "01", () -> now);
    }

    @BeforeEach
    void emptyLog() {
        now = Instant.parse("2025-07-17T02:00:00Z");
        tamper(
                "delete from gateway.audit_root",
                "delete from gateway.audit_unsealed",
                "delete from gateway.audit_seal",
                "delete from gateway.audit_event",
                "alter sequence gateway.audit_event_id_seq restart with 1");
    }

    @AfterEach
    void close() {
        owner.close();
        db.close();
    }

    @Test
    void sealsEachEventOnce_whenEightThreadsRecordWhileTwoSealersRun() throws Exception {
        var done = new AtomicBoolean();
        var firstOpen = new CountDownLatch(1);
        var letFirstCommit = new CountDownLatch(1);
        int each = 60;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var late = threads.submit(() -> db.inTransactionDo(tx -> {
                event(tx, "first number, last commit");
                firstOpen.countDown();
                await(letFirstCommit);
            }));
            firstOpen.await();
            var sealers = new ArrayList<Future<?>>();
            for (int i = 0; i < 2; i++) {
                sealers.add(threads.submit(() -> {
                    while (!done.get()) {
                        chain.seal();
                    }
                }));
            }
            var recorders = new ArrayList<Future<?>>();
            for (int thread = 0; thread < 8; thread++) {
                int number = thread;
                recorders.add(threads.submit(() -> record(number, each)));
            }
            for (var recorder : recorders) {
                recorder.get();
            }
            letFirstCommit.countDown();
            late.get();
            done.set(true);
            for (var sealer : sealers) {
                sealer.get();
            }
        }
        sealAll();
        Answer answer = verify();
        assertThat(answer.first()).isNull();
        assertThat(answer.waiting()).isZero();
        long committed = 8 * each * 4 / 5 + 1;
        assertThat(answer.sealed())
                .isEqualTo(committed)
                .isEqualTo(count("select max(seal_no) as n from gateway.audit_seal"));
        assertThat(count("select max(id) as n from gateway.audit_event"))
                .as("numbers of events have gaps")
                .isGreaterThan(committed);
        assertThat(count("select seal_no as n from gateway.audit_seal where event_id = 1"))
                .as("the late one is not skipped")
                .isGreaterThan(1);
    }

    /** Every fifth transaction rolls back, every seventh commits late. */
    private void record(int thread, int times) {
        for (int i = 0; i < times; i++) {
            int number = i;
            try {
                db.inTransactionDo(tx -> {
                    event(tx, thread + "/" + number);
                    if (number % 7 == 0) {
                        pause();
                    }
                    if (number % 5 == 0) {
                        throw new RolledBack();
                    }
                });
            } catch (RolledBack expected) {
                assertThat(number % 5).isZero();
            }
        }
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void goesOnWhereItStood_whenSealerDiesBeforeItsCommit() {
        events(3);
        sealAll();
        events(4);
        var sealer = new SealEvents(db, () -> now);
        assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                    assertThat(sealer.seal(tx)).isEqualTo(4);
                    throw new RolledBack();
                }))
                .isInstanceOf(RolledBack.class);
        assertThatThrownBy(() -> owner.inTransactionDo(tx -> {
                    sealer.seal(tx);
                    tx.get("select pg_terminate_backend(pg_backend_pid())");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(verify())
                .returns(3L, Answer::sealed)
                .returns(4L, Answer::waiting)
                .returns(true, Answer::holds);
        sealAll();
        assertThat(verify())
                .returns(7L, Answer::sealed)
                .returns(0L, Answer::waiting)
                .returns(true, Answer::holds);
    }

    @Test
    void sealsAndVerifies_whateverJsonAnEventHolds() {
        db.inTransactionDo(tx -> {
            for (String json : List.of(
                    "{\"rate\":0.1}",
                    "{\"n\":9007199254740993}",
                    "\"text\"",
                    "1.50",
                    "[]",
                    "null",
                    "{\"đ\":\"Đặng 😀\",\"a\":[1,{}]}")) {
                tx.run(
                        "insert into gateway.audit_event (at, actor, action, subject_type, subject_id, before) values (now(), 'a', 'b', 'c', 'd', cast(? as jsonb))",
                        json);
            }
        });
        sealAll();
        assertThat(verify()).returns(7L, Answer::sealed).returns(true, Answer::holds);
        tamper("update gateway.audit_event set before = '{\"n\":9007199254740992}' where id = 2");
        assertThat(finding())
                .returns(Fault.CHANGED, VerifyAudit.Finding::fault)
                .returns(2L, VerifyAudit.Finding::event);
    }

    @ParameterizedTest
    @MethodSource("offLimits")
    void refusesChange_evenWhenOwnerAsks(String sql) {
        events(3);
        sealAll();
        nextDay();
        assertThat(chain.publishRoots()).isEqualTo(1);
        assertThatThrownBy(() -> owner.run(sql))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("never changed or deleted");
        assertThat(verify().holds()).isTrue();
    }

    static Stream<String> offLimits() {
        return Stream.of(
                "update gateway.audit_event set actor = 'x' where id = 2",
                "update gateway.audit_event set before = null, after = null, reason = null, salt = null where id = 2",
                "delete from gateway.audit_event where id = 2",
                "truncate gateway.audit_event cascade",
                "update gateway.audit_seal set sealed_at = now()",
                "delete from gateway.audit_seal where seal_no = 3",
                "update gateway.audit_root set signed = '{}'",
                "delete from gateway.audit_root");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void findsFirstBadNumber_whenOwnerTampersWithTriggersOff(
            String what, Fault fault, @Nullable Long event, @Nullable Long seal, List<String> sql) {
        events(9);
        sealAll();
        tamper(sql.toArray(String[]::new));
        assertThat(finding())
                .as(what)
                .returns(fault, VerifyAudit.Finding::fault)
                .returns(event, VerifyAudit.Finding::event)
                .returns(seal, VerifyAudit.Finding::seal);
    }

    static Stream<Arguments> tampering() {
        String swap =
                "update gateway.audit_event e set (actor, before, after, reason, salt) = (select o.actor, o.before, o.after, o.reason, o.salt"
                        + " from gateway.audit_event o where o.id = 11 - e.id) where e.id in (5, 6)";
        String swapSeals = "update gateway.audit_seal s set event_id = 100 + 11 - event_id where event_id in (5, 6)";
        return Stream.of(
                Arguments.of(
                        "content changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_event set after = '{\"number\":\"666\"}' where id = 5")),
                Arguments.of(
                        "reason changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_event set reason = 'x' where id = 5")),
                Arguments.of(
                        "actor changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_event set actor = 'x' where id = 5")),
                Arguments.of(
                        "time changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_event set at = at + interval '1 microsecond' where id = 5")),
                Arguments.of(
                        "salt changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_event set salt = '\\x00' where id = 5")),
                Arguments.of(
                        "content wiped without a word",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of(
                                "update gateway.audit_event set before = null, after = null, reason = null, salt = null where id = 5")),
                Arguments.of(
                        "the first of two changes",
                        Fault.CHANGED,
                        3L,
                        3L,
                        List.of("update gateway.audit_event set actor = 'x' where id in (8, 3)")),
                Arguments.of(
                        "seal's time changed",
                        Fault.CHANGED,
                        5L,
                        5L,
                        List.of("update gateway.audit_seal set sealed_at = now() where seal_no = 5")),
                Arguments.of("rows swapped", Fault.CHANGED, 5L, 5L, List.of(swap)),
                Arguments.of(
                        "seals of rows swapped",
                        Fault.CHANGED,
                        6L,
                        5L,
                        List.of(
                                swapSeals,
                                "update gateway.audit_seal set event_id = event_id - 100 where event_id > 100")),
                Arguments.of(
                        "row deleted", Fault.MISSING, 5L, 5L, List.of("delete from gateway.audit_event where id = 5")),
                Arguments.of(
                        "row and seal deleted",
                        Fault.MISSING,
                        null,
                        5L,
                        List.of(
                                "delete from gateway.audit_seal where event_id = 5",
                                "delete from gateway.audit_event where id = 5")),
                Arguments.of(
                        "first row and seal deleted",
                        Fault.MISSING,
                        null,
                        1L,
                        List.of(
                                "delete from gateway.audit_seal where event_id = 1",
                                "delete from gateway.audit_event where id = 1")),
                Arguments.of(
                        "seal at the end deleted",
                        Fault.INSERTED,
                        9L,
                        null,
                        List.of("delete from gateway.audit_seal where event_id = 9")),
                Arguments.of(
                        "row deleted and numbers closed up",
                        Fault.BROKEN_LINK,
                        6L,
                        5L,
                        List.of(
                                "delete from gateway.audit_seal where event_id = 5",
                                "delete from gateway.audit_event where id = 5",
                                "update gateway.audit_seal set seal_no = seal_no - 1 where seal_no > 5")),
                Arguments.of(
                        "row put in",
                        Fault.INSERTED,
                        5000L,
                        null,
                        List.of(
                                "insert into gateway.audit_event (id, at, actor, action, subject_type, subject_id) overriding system value"
                                        + " values (5000, now(), 'x', 'approve', 'account', 'y')")),
                Arguments.of(
                        "row put in with a seal of its own",
                        Fault.CHANGED,
                        5000L,
                        10L,
                        List.of(
                                "insert into gateway.audit_event (id, at, actor, action, subject_type, subject_id) overriding system value"
                                        + " values (5000, now(), 'x', 'approve', 'account', 'y')",
                                "insert into gateway.audit_seal (seal_no, event_id, content_digest, digest, previous_hash, hash, sealed_at)"
                                        + " select 10, 5000, content_digest, digest, hash, sha256('x'), now() from gateway.audit_seal where seal_no = 9")));
    }

    @Test
    void findsDeletedTail_whenRootOfItsDayIsThere() {
        events(9);
        sealAll();
        nextDay();
        assertThat(chain.publishRoots()).isEqualTo(1);
        tamper("delete from gateway.audit_seal where seal_no > 6", "delete from gateway.audit_event where id > 6");
        assertThat(finding()).returns(Fault.MISSING, VerifyAudit.Finding::fault).returns(7L, VerifyAudit.Finding::seal);
        assertThat(Objects.requireNonNull(verify().first()).en())
                .contains("2025-07-17")
                .contains("number 9")
                .contains("after event 6");
    }

    @Test
    void findsDeletedTail_whenItsRootWasDeletedTooButSomebodyKeptIt() {
        events(9);
        sealAll();
        nextDay();
        chain.publishRoots();
        List<String> kept = db.list("select signed from gateway.audit_root", row -> row.text("signed"));
        tamper(
                "delete from gateway.audit_root",
                "delete from gateway.audit_seal where seal_no > 6",
                "delete from gateway.audit_event where id > 6");
        assertThat(verify().holds()).as("nothing inside the database tells").isTrue();
        assertThat(VerifyAudit.check(db, keys.publicKeys(), kept, LONG).first())
                .isNotNull()
                .returns(Fault.MISSING, VerifyAudit.Finding::fault)
                .returns(7L, VerifyAudit.Finding::seal);
    }

    @Test
    void findsChainWrittenAnew_whenRootsStandFast() {
        events(5);
        sealAll();
        nextDay();
        chain.publishRoots();
        // The owner changes event 3, clears the seals and has all sealed again: a chain without a fault, but another
        // one.
        tamper(
                "update gateway.audit_event set actor = 'x' where id = 3",
                "delete from gateway.audit_seal",
                "insert into gateway.audit_unsealed select id from gateway.audit_event");
        now = Instant.parse("2025-07-17T02:00:00Z");
        sealAll();
        assertThat(finding()).returns(Fault.ROOT, VerifyAudit.Finding::fault).returns(5L, VerifyAudit.Finding::seal);
    }

    @Test
    void findsRoot_whenItWasChangedOrSignedByAnother(@TempDir Path other) {
        events(2);
        sealAll();
        nextDay();
        chain.publishRoots();
        assertThat(VerifyAudit.check(
                                db,
                                KeyRing.open(other, KeyRing.WhenMissing.CREATE, new SecureRandom())
                                        .publicKeys(),
                                List.of(),
                                LONG)
                        .first())
                .isNotNull()
                .returns(Fault.ROOT, VerifyAudit.Finding::fault);
        tamper("update gateway.audit_root set day = '2025-07-10'");
        assertThat(finding()).returns(Fault.ROOT, VerifyAudit.Finding::fault).returns(2L, VerifyAudit.Finding::seal);
        assertThat(VerifyAudit.check(db, keys.publicKeys(), List.of("{\"day\":\"2025-07-17\"}"), LONG)
                        .holds())
                .isFalse();
    }

    @Test
    void publishesOneRootForEachPastDayThatSealed_lateEventsIncluded() {
        events(2);
        sealAll();
        assertThat(chain.publishRoots()).as("the day is not over").isZero();
        events(1); // recorded on the 17th, sealed on the 18th
        nextDay();
        sealAll();
        assertThat(chain.publishRoots()).isEqualTo(1);
        assertThat(chain.publishRoots()).isZero();
        now = now.plus(Duration.ofDays(3));
        events(1);
        sealAll();
        now = now.minus(Duration.ofDays(4)); // a sandbox clock that runs back
        events(1);
        sealAll();
        now = now.plus(Duration.ofDays(8));
        assertThat(chain.publishRoots()).isEqualTo(2);
        assertThat(db.list(
                        "select day, seal_no from gateway.audit_root order by day",
                        row -> row.date("day") + " " + row.whole("seal_no")))
                .containsExactly("2025-07-17 2", "2025-07-18 3", "2025-07-21 4");
        assertThat(verify())
                .returns(3, Answer::roots)
                .returns(5L, Answer::sealed)
                .returns(true, Answer::holds);
    }

    @Test
    void tellsWhatWaitsTooLong_whenNobodySeals() {
        events(2);
        assertThat(verify()).returns(2L, Answer::waiting).returns(true, Answer::holds);
        assertThat(VerifyAudit.check(db, keys.publicKeys(), List.of(), Duration.ZERO)
                        .first())
                .isNotNull()
                .returns(Fault.UNSEALED, VerifyAudit.Finding::fault)
                .returns(1L, VerifyAudit.Finding::event);
        tamper("delete from gateway.audit_event where id = 1");
        assertThat(finding())
                .returns(Fault.MISSING, VerifyAudit.Finding::fault)
                .returns(1L, VerifyAudit.Finding::event);
    }

    @Test
    void holds_whenContentIsErasedAndThatIsRecorded() {
        events(3);
        sealAll();
        db.inTransactionDo(tx -> audit.record(
                tx, "dpo", "erase", "audit_event", "2", null, null, "Điều 20 Luật Bảo vệ dữ liệu cá nhân"));
        owner.run(
                "update gateway.audit_event set before = null, after = null, reason = null, salt = null where id = 2");
        assertThatThrownBy(() -> owner.run("update gateway.audit_event set actor = 'x' where id = 2"))
                .isInstanceOf(DatabaseException.class);
        sealAll();
        assertThat(verify()).returns(4L, Answer::sealed).returns(true, Answer::holds);
        AuditEvent erased = audit.history(db, "account", "2", 0, 10).getFirst();
        assertThat(erased)
                .returns(true, AuditEvent::erased)
                .returns("anna", AuditEvent::actor)
                .returns(2L, AuditEvent::sealNo);
        assertThat(erased.after()).isNull();
    }

    @Test
    void checkedTellsEachEventOfASubject_heldAgainstItsOwnLink() {
        for (int i = 1; i <= 4; i++) {
            event(db, "S1");
        }
        sealAll();
        event(db, "S1");
        tamper(
                "update gateway.audit_event set reason = 'no reason at all' where id = 2",
                "update gateway.audit_event set actor = 'somebody else' where id = 3",
                "update gateway.audit_event set before = null, after = null, reason = null, salt = null where id = 4");
        assertThat(audit.checked(db, "account", "S1", 0, 10).stream().map(Audit.Checked::seal))
                .as("content without an event erase is lost, not erased")
                .containsExactly(
                        Audit.Seal.HOLDS, Audit.Seal.BROKEN, Audit.Seal.BROKEN, Audit.Seal.BROKEN, Audit.Seal.WAITING);
        audit.record(db, "clerk", "erase", "audit_event", "4", null, null, "law");
        assertThat(audit.checked(db, "account", "S1", 3, 1).getFirst().seal()).isEqualTo(Audit.Seal.ERASED);
        assertThat(audit.chain(db)).satisfies(chain -> {
            assertThat(chain.sealed()).isEqualTo(4);
            assertThat(chain.waiting()).isEqualTo(2);
            assertThat(chain.lastHash()).hasSize(64);
            assertThat(chain.lastRoot()).isNull();
        });
    }

    private void events(int number) {
        for (int i = 0; i < number; i++) {
            db.inTransactionDo(tx ->
                    event(tx, String.valueOf(count("select coalesce(max(id), 0) + 1 as n from gateway.audit_event"))));
        }
    }

    private void event(Sql sql, String subject) {
        audit.record(
                sql,
                "anna",
                "approve",
                "account",
                subject,
                Map.of("status", "submitted"),
                Map.of("status", "active", "number", "19001234"),
                "theo đề nghị");
    }

    private void sealAll() {
        boolean more = true;
        while (more) {
            more = chain.seal() > 0;
        }
    }

    private void nextDay() {
        now = now.plus(Duration.ofDays(1));
    }

    private Answer verify() {
        return VerifyAudit.check(db, keys.publicKeys(), List.of(), LONG);
    }

    private VerifyAudit.Finding finding() {
        return Objects.requireNonNull(verify().first(), "no fault was found");
    }

    private long count(String sql) {
        return owner.get(sql).orElseThrow().whole("n");
    }

    private void tamper(String... sql) {
        List<String> tables = List.of("audit_event", "audit_seal", "audit_root", "audit_unsealed");
        owner.inTransactionDo(tx -> {
            tables.forEach(table -> tx.run("alter table gateway." + table + " disable trigger all"));
            for (String statement : sql) {
                tx.run(statement);
            }
            tables.forEach(table -> tx.run("alter table gateway." + table + " enable trigger all"));
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(8);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
