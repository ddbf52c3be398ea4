package vn.phigate.gateway.succession;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.succession.Successions.NewPart;
import vn.phigate.testsupport.Database;

/**
 * Random registries in which agencies and accounts are succeeded, decided and undone: a dry run tells what then happens, an undoing brings back what was,
 * and what was believed before can still be asked.
 */
@Database
class RehearsalPropertyTest {
    private static final long SEED = Long.getLong("phigate.seed", 20250701L);
    private static final int REGISTRIES = Integer.getInteger("phigate.rehearsals", 5);
    private static final int STEPS = 6;
    private static final int AGENCIES = 6;

    private record Asked(long agency, @Nullable String procedure, Kind kind, Instant at) {}

    /** One registry and everything that is asked about it. */
    private static final class Rehearsal {
        final SuccessionTestCity city;
        final Random random;
        final List<Agency> agencies = new ArrayList<>();
        final TreeSet<Instant> instants = new TreeSet<>();

        Rehearsal(Db db, long seed) {
            city = new SuccessionTestCity(db);
            random = new Random(seed);
            for (int i = 0; i < AGENCIES; i++) {
                agencies.add(random.nextInt(4) == 0 ? city.agency("Trống " + i) : city.collecting("Xã " + i));
            }
            for (int i = 0; i < 5; i++) {
                Agency owner = any();
                Agency payer = any();
                Instant from = someInstant();
                try {
                    city.assign(payer, procedure(), kind(), city.account(owner), from);
                } catch (Refusal overlaps) {
                    assertThat(overlaps.type().code()).isEqualTo("assignment_overlaps");
                }
            }
        }

        Agency any() {
            return agencies.get(random.nextInt(agencies.size()));
        }

        Kind kind() {
            return random.nextBoolean() ? Kind.FEE : Kind.CHARGE;
        }

        String procedure() {
            return SuccessionTestCity.PROCEDURES.get(random.nextInt(2));
        }

        Instant someInstant() {
            Instant at = SuccessionTestCity.CUT_OVER.plus(Duration.ofDays(random.nextInt(-2, 3)));
            instants.add(at);
            instants.add(at.minusNanos(1_000));
            return at;
        }

        Map<Asked, UUID> everything(Instant knownAt) {
            var answers = new LinkedHashMap<Asked, UUID>();
            for (Agency agency : agencies) {
                for (String procedure : new String[] {null, "9.200001", "9.200002"}) {
                    for (Kind kind : Kind.values()) {
                        for (Instant at : instants) {
                            UUID payee = city.payee(agency.id(), procedure, kind, at, knownAt);
                            if (payee != null) {
                                answers.put(new Asked(agency.id(), procedure, kind, at), payee);
                            }
                        }
                    }
                }
            }
            return answers;
        }

        /** @return null when it cannot be */
        @Nullable
        Succession propose() {
            List<NewPart> parts = new ArrayList<>();
            int many = 1 + random.nextInt(3);
            for (int i = 0; i < many; i++) {
                if (random.nextInt(4) == 0) {
                    Agency owner = any();
                    var accounts = city.accounts.ofAgency(city.db, owner.id());
                    if (!accounts.isEmpty()) {
                        parts.add(NewPart.account(
                                accounts.getFirst().id(), city.account(random.nextBoolean() ? owner : any())));
                        continue;
                    }
                }
                Agency first = any();
                Agency second = any();
                parts.add(NewPart.agency(
                        any().id(),
                        random.nextInt(4) == 0 && first != second
                                ? List.of(first.id(), second.id())
                                : List.of(first.id())));
            }
            try {
                return city.proposed(someInstant(), parts.toArray(NewPart[]::new));
            } catch (Refusal refused) {
                assertThat(refused.type().code())
                        .isIn("succession_cycle", "succession_overlaps", "succession_foreign_account");
                return null;
            }
        }
    }

    /** What a dry run told is what changed, no more and no less. */
    private static void agrees(
            List<MapChange> told, Map<Asked, UUID> before, Map<Asked, UUID> after, Rehearsal rehearsal, String what) {
        for (Agency agency : rehearsal.agencies) {
            for (String procedure : new String[] {null, "9.200001", "9.200002"}) {
                for (Kind kind : Kind.values()) {
                    for (Instant at : rehearsal.instants) {
                        var asked = new Asked(agency.id(), procedure, kind, at);
                        UUID old = before.get(asked);
                        UUID fresh = after.get(asked);
                        List<MapChange> own = covering(told, asked, procedure);
                        if (Objects.equals(old, fresh)) {
                            assertThat(own).as(what + " " + asked).isEmpty();
                            continue;
                        }
                        // A procedure without a row of its own anywhere is told as "every procedure".
                        assertThat(own.isEmpty() ? covering(told, asked, null) : own)
                                .as(what + " " + asked)
                                .singleElement()
                                .satisfies(c -> {
                                    assertThat(id(c.before())).isEqualTo(old);
                                    assertThat(id(c.after())).isEqualTo(fresh);
                                });
                    }
                }
            }
        }
    }

    private static List<MapChange> covering(List<MapChange> told, Asked asked, @Nullable String procedure) {
        return told.stream()
                .filter(c -> c.agencyId() == asked.agency()
                        && c.kind() == asked.kind()
                        && Objects.equals(c.procedure(), procedure)
                        && !asked.at().isBefore(c.from())
                        && (c.until() == null || asked.at().isBefore(c.until())))
                .toList();
    }

    private static @Nullable UUID id(MapChange.@Nullable Payee payee) {
        return payee == null ? null : payee.id();
    }

    @Test
    void dryRunTellsWhatHappens_andUndoingBringsBackWhatWas(Db db) {
        int approvedOnes = 0;
        int undoneOnes = 0;
        for (int r = 0; r < REGISTRIES; r++) {
            var rehearsal = new Rehearsal(db, SEED + r);
            SuccessionTestCity city = rehearsal.city;
            for (int step = 0; step < STEPS; step++) {
                String what = "seed " + SEED + " registry " + r + " step " + step;
                Succession proposed = rehearsal.propose();
                if (proposed == null) {
                    continue;
                }
                city.tick();
                Instant believedBefore = city.now;
                Map<Asked, UUID> before = rehearsal.everything(believedBefore);
                List<MapChange> told = city.successions.changes(db, proposed.id());
                assertThat(rehearsal.everything(city.now)).as("read only").isEqualTo(before);
                city.tick();
                try {
                    db.inTransactionDo(tx -> city.successions.approve(tx, proposed.id(), "checker"));
                } catch (Refusal refused) {
                    // Undone and dissolved again at the same midnight: it had no day on which its code was its own.
                    assertThat(refused.type().code()).isEqualTo("agency_unknown");
                    continue;
                }
                approvedOnes++;
                agrees(told, before, rehearsal.everything(city.now), rehearsal, what + " approve");
                assertThat(city.successions.changes(db, proposed.id())).as(what).isEqualTo(told);

                if (rehearsal.random.nextInt(3) > 0) {
                    Instant from = rehearsal.someInstant();
                    Map<Asked, UUID> original = rehearsal.everything(believedBefore);
                    Map<Asked, UUID> merged = rehearsal.everything(city.now);
                    List<MapChange> undo = city.successions.changesOfUndo(db, proposed.id(), from);
                    city.tick();
                    Instant believedMerged = city.now;
                    city.undone(proposed.id(), from);
                    undoneOnes++;
                    Map<Asked, UUID> back = rehearsal.everything(city.now);
                    agrees(undo, merged, back, rehearsal, what + " undo");
                    assertThat(from(back, from)).as(what).isEqualTo(from(original, from));
                    assertThat(rehearsal.everything(believedMerged)).as(what).isEqualTo(merged);
                }
                assertThat(rehearsal.everything(believedBefore))
                        .as(what + " belief before")
                        .containsAllEntriesOf(before);
            }
        }
        assertThat(approvedOnes).isGreaterThan(REGISTRIES);
        assertThat(undoneOnes).isGreaterThan(REGISTRIES / 2);
    }

    private static Map<Asked, UUID> from(Map<Asked, UUID> answers, Instant from) {
        var later = new LinkedHashMap<>(answers);
        later.keySet().removeIf(asked -> asked.at().isBefore(from));
        return later;
    }
}
