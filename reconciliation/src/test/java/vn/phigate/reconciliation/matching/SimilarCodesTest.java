package vn.phigate.reconciliation.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.PaymentReference;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Decision.Review;
import vn.phigate.testsupport.Seeded;

/**
 * A thousand dossiers of three agencies and two days, so that every code has neighbours one fault away, and lines whose codes are damaged in all ways. Whatever
 * is matched without a person must be what the payer meant.
 */
class SimilarCodesTest {
    private static final String SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int ITEMS = 1_000;

    private record Item(String key, List<String> codes, String label, long amountVnd, State state)
            implements OpenItem {}

    private static List<Item> items(Random random) {
        List<Item> items = new ArrayList<>(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            String dossier =
                    "H26%s2507%02d%04d".formatted(List.of("12", "1", "00004").get(i % 3), 17 + i % 2, i / 6);
            String reference = PaymentReference.next(random);
            items.add(new Item(
                    "k" + i,
                    random.nextInt(4) == 0 ? List.of(dossier) : List.of(reference, reference + "01", dossier),
                    dossier,
                    10_000L * (1 + random.nextInt(3)),
                    random.nextInt(10) == 0 ? OpenItem.State.SETTLED : OpenItem.State.OPEN));
        }
        return items;
    }

    @Test
    void neverMatchesWhatWasNotMeant_whateverTheDamage() {
        List<Item> items = items(new Random(1));
        CodeIndex index = CodeIndex.of(items);
        Seeded.check(20_000, random -> {
            Item meant = items.get(random.nextInt(items.size()));
            String code = meant.codes().get(random.nextInt(meant.codes().size()));
            String damaged = code;
            for (int faults = random.nextInt(4); faults > 0; faults--) {
                damaged = damaged(damaged, random);
            }
            // The payer's own amount, or that of somebody else.
            long amountVnd = random.nextInt(4) > 0 ? meant.amountVnd() : 10_000L * (1 + random.nextInt(3));
            String narrative = noise(random) + spaced(damaged, random) + noise(random);
            if (index.decide(narrative, amountVnd) instanceof AutoMatch match) {
                assertThat(match.item().amountVnd()).isEqualTo(amountVnd);
                assertThat(match.item().state()).isEqualTo(OpenItem.State.OPEN);
                boolean reads = damaged.contains(match.code());
                if (match.rule() == Decision.Rule.REPAIRED_REFERENCE) {
                    assertThat(match.item()).isEqualTo(meant);
                } else if (!reads) {
                    assertThat(match.item()).as(narrative).isEqualTo(meant);
                }
                // A dossier's number that is wrongly typed into another dossier's own, of the same amount, is that
                // one's for everybody who reads it.
            }
        });
    }

    @Test
    void repairsEveryReferenceDamagedOnce_andNoneDamagedTwice() {
        List<Item> items = items(new Random(2));
        CodeIndex index = CodeIndex.of(items);
        Seeded.check(5_000, random -> {
            Item meant = items.get(random.nextInt(items.size()));
            if (meant.codes().size() == 1) {
                return;
            }
            String reference = meant.codes().getFirst();
            String once = damaged(reference, random);
            Decision decision = index.decide("nop phi " + once + " CT tu 0011", meant.amountVnd());
            if (meant.state() == OpenItem.State.SETTLED) {
                assertThat(decision)
                        .isInstanceOfSatisfying(
                                Review.class,
                                review -> assertThat(review.reason()).isEqualTo(Reason.ALREADY_PAID));
            } else if (!once.contains(reference)) {
                assertThat(decision).as(once).isInstanceOfSatisfying(AutoMatch.class, match -> {
                    assertThat(match.item()).isEqualTo(meant);
                    assertThat(match.rule()).isEqualTo(Decision.Rule.REPAIRED_REFERENCE);
                    assertThat("nop phi " + once + " CT tu 0011")
                            .contains(once.substring(1, 13))
                            .satisfies(text -> assertThat(text.substring(match.rawFrom(), match.rawTo()))
                                    .hasSizeBetween(14, 16));
                });
            }
            assertThat(index.decide("nop phi " + once, meant.amountVnd() + 1))
                    .as("another amount")
                    .isNotInstanceOf(AutoMatch.class);
            String twice = replaced(replaced(reference, 4, random), 9, random);
            if (!twice.equals(reference) && differences(twice, reference) == 2) {
                assertThat(index.decide("nop phi " + twice, meant.amountVnd())).isNotInstanceOf(AutoMatch.class);
            }
        });
    }

    @Test
    void neverMatchesADamagedDossierCode_butNamesIt() {
        List<Item> items = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            String dossier = "H2612250717%04d".formatted(i * 11);
            items.add(new Item("k" + i, List.of(dossier), dossier, 30_000, OpenItem.State.OPEN));
            known.add(dossier);
        }
        CodeIndex index = CodeIndex.of(items);
        Seeded.check(3_000, random -> {
            String code = items.get(random.nextInt(items.size())).label();
            String damaged = damaged(code, random);
            if (known.stream().anyMatch(damaged::contains)) {
                return;
            }
            Decision decision = index.decide("nop phi " + damaged, 30_000);
            assertThat(decision).isNotInstanceOf(AutoMatch.class);
            // Look-alikes are read before other faults are tried.
            if (damaged.startsWith("H") && damaged.chars().noneMatch(c -> "OIL".indexOf(c) >= 0)) {
                assertThat(decision).as(damaged).isInstanceOfSatisfying(Review.class, review -> {
                    assertThat(review.reason()).isEqualTo(Reason.NEAR_CODE);
                    assertThat(review.candidates())
                            .extracting(c -> c.item().label())
                            .contains(code);
                });
            }
        });
    }

    private static String damaged(String code, Random random) {
        int at = random.nextInt(code.length() - 1);
        return switch (random.nextInt(5)) {
            case 0 -> code.substring(0, at) + code.substring(at + 1);
            case 1 -> code.substring(0, at) + SYMBOLS.charAt(random.nextInt(36)) + code.substring(at);
            case 2 -> code.substring(0, at) + code.charAt(at + 1) + code.charAt(at) + code.substring(at + 2);
            default -> replaced(code, at, random);
        };
    }

    private static String replaced(String code, int at, Random random) {
        return code.substring(0, at) + SYMBOLS.charAt(random.nextInt(36)) + code.substring(at + 1);
    }

    private static int differences(String one, String other) {
        int differences = 0;
        for (int i = 0; i < one.length(); i++) {
            differences += one.charAt(i) == other.charAt(i) ? 0 : 1;
        }
        return differences;
    }

    /** Wrapped by the bank, in any case, with any of its marks. */
    private static String spaced(String code, Random random) {
        StringBuilder text = new StringBuilder();
        for (char c : code.toCharArray()) {
            text.append(random.nextBoolean() ? Character.toLowerCase(c) : c);
            if (random.nextInt(6) == 0) {
                text.append(" .-–\n".charAt(random.nextInt(5)));
            }
        }
        return text.toString();
    }

    /** Trace numbers, times and words, as near to the code as banks set them. */
    private static String noise(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> ".%06d.170725.%06d.".formatted(random.nextInt(1_000_000), random.nextInt(240_000));
            case 2 -> "-170725-09:32:11 ";
            case 3 -> " MBVCB." + random.nextInt(1_000_000_000) + ".";
            case 4 -> " FT" + random.nextLong(10_000_000_000_000L) + " ";
            default -> " NGUYEN VAN PHUONG nop le phi ";
        };
    }
}
