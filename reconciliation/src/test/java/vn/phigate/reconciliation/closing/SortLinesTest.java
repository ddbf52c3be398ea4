package vn.phigate.reconciliation.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;

class SortLinesTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 17);
    private static final List<String> OUTCOMES = List.of(
            "seen",
            "paid",
            "surplus",
            "proved",
            "moved",
            "passed_on",
            "refunded",
            "returned",
            "kept_back",
            "given_back",
            "written_off");

    /** Lines of a day with what takes them and why the rest is open. */
    private static final class RandomDay {
        final Random random;
        final List<BankLine> lines = new ArrayList<>();
        final Map<UUID, List<Match>> matches = new HashMap<>();
        final List<Discrepancy> open = new ArrayList<>();

        RandomDay(long seed) {
            random = new Random(seed);
            int count = random.nextInt(1, 40);
            for (int i = 0; i < count; i++) {
                add();
            }
        }

        private void add() {
            long sign = random.nextInt(4) == 0 ? -1 : 1;
            long amount = sign * random.nextLong(0, 5_000_000);
            int parts = random.nextInt(4);
            long left = Math.abs(amount);
            List<Long> taken = new ArrayList<>();
            for (int i = 0; i < parts && left > 0; i++) {
                long part = i == parts - 1 && random.nextBoolean() ? left : random.nextLong(1, left + 1);
                taken.add(sign * part);
                left -= part;
            }
            BankLine line = line(amount, sign * left);
            lines.add(line);
            for (long part : taken) {
                matches.computeIfAbsent(line.id(), id -> new ArrayList<>())
                        .add(match(line, part, OUTCOMES.get(random.nextInt(OUTCOMES.size()))));
            }
            if (left > 0 || amount == 0) {
                Unmatched[] types = Unmatched.values();
                open.add(discrepancy(line, types[random.nextInt(types.length)]));
            }
        }

        List<Bucket> sorted() {
            return SortLines.into(lines, matches, open);
        }
    }

    @TestFactory
    Stream<DynamicTest> bucketsAreTheLines_whateverTheDay() {
        return new Random(20250717)
                .longs(300)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    RandomDay day = new RandomDay(seed);
                    List<Bucket> buckets = day.sorted();
                    long net = day.lines.stream().mapToLong(BankLine::amountVnd).sum();
                    assertThat(buckets.stream().mapToLong(Bucket::amountVnd).sum())
                            .isEqualTo(net);
                    Map<UUID, Long> byLine = new HashMap<>();
                    for (Bucket bucket : buckets) {
                        assertThat(bucket.part()).isNotNull();
                        assertThat(bucket.count()).isEqualTo(bucket.items().size());
                        bucket.items().forEach(item -> byLine.merge(item.lineId(), item.amountVnd(), Long::sum));
                    }
                    for (BankLine line : day.lines) {
                        assertThat(byLine).containsEntry(line.id(), line.amountVnd());
                    }
                    assertThat(buckets.stream().map(Bucket::bucket)).doesNotHaveDuplicates();
                }));
    }

    /** One thing wrong in an otherwise good day is enough. */
    @TestFactory
    Stream<DynamicTest> refuses_whenAPartHasNoBucketOrTwo() {
        return new Random(42)
                .longs(60)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    RandomDay day = new RandomDay(seed);
                    BankLine line = line(10_000, seed % 2 == 0 ? 10_000 : 0);
                    day.lines.add(line);
                    if (line.openVnd() != 0) {
                        assertRefused(day, "not_reconciled");
                        day.open.add(discrepancy(line, Unmatched.UNIDENTIFIED));
                        day.sorted();
                        day.open.add(discrepancy(line, Unmatched.NEAR_CODE));
                        assertRefused(day, "in_two_buckets");
                    } else {
                        assertRefused(day, "in_two_buckets");
                        day.matches.put(line.id(), new ArrayList<>(List.of(match(line, 10_000, "seen"))));
                        day.sorted();
                        day.open.add(discrepancy(line, Unmatched.UNIDENTIFIED));
                        assertRefused(day, "in_two_buckets");
                        day.open.removeLast();
                        day.matches.put(line.id(), List.of(match(line, 9_999, "seen")));
                        assertRefused(day, "in_two_buckets");
                    }
                }));
    }

    @Test
    void refuses_whenAMatchIsOfAKindNobodyGaveAPlace() {
        RandomDay day = new RandomDay(7);
        BankLine line = line(10_000, 0);
        day.lines.add(line);
        day.matches.put(line.id(), List.of(match(line, 10_000, "something_new")));
        assertRefused(day, "bucket_unknown");
    }

    private static void assertRefused(RandomDay day, String code) {
        assertThatThrownBy(day::sorted)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.type().code()).isEqualTo(code));
    }

    private static BankLine line(long amountVnd, long openVnd) {
        UUID id = UUID.randomUUID();
        return new BankLine(id, id, id, "970436-1", 1, 1, DAY, null, amountVnd, openVnd, "narrative", null, null, null);
    }

    private static Match match(BankLine line, long amountVnd, String outcome) {
        return new Match(
                UUID.randomUUID(),
                line,
                UUID.randomUUID(),
                "H26",
                amountVnd,
                outcome,
                "rule",
                1,
                "H26",
                new Match.Evidence(0, 1, "n"),
                List.of(),
                new Match.Made(Instant.EPOCH, "anna"));
    }

    private static Discrepancy discrepancy(BankLine line, Unmatched type) {
        return new Discrepancy(
                UUID.randomUUID(),
                line,
                line.accountId(),
                line.account(),
                DAY,
                type,
                line.openVnd(),
                "vi",
                "en",
                List.of(),
                null,
                "open",
                null,
                Instant.EPOCH,
                null,
                UUID.randomUUID(),
                0,
                null,
                null);
    }
}
