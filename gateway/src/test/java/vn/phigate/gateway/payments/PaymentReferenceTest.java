package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.phigate.testsupport.Seeded;

class PaymentReferenceTest {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    @Test
    void newReferenceIsValid() {
        Seeded.check(
                1000,
                random -> assertThat(PaymentReference.next(random))
                        .matches("PG[0-9A-HJKMNP-TV-Z]{13}")
                        .satisfies(r -> assertThat(PaymentReference.valid(r)).isTrue()));
    }

    @Test
    void everySingleSubstitutionIsDetectedAndHasOneRepair() {
        Seeded.check(20, random -> {
            String reference = PaymentReference.next(random);
            for (int at = 0; at < reference.length(); at++) {
                for (char other = '0'; other <= 'Z'; other++) {
                    if (other != reference.charAt(at)) {
                        String damaged = replaced(reference, at, other);
                        assertThat(PaymentReference.valid(damaged)).isFalse();
                        assertThat(PaymentReference.repairs(damaged)).containsExactly(reference);
                    }
                }
            }
        });
    }

    /** The code is linear: what holds for the differences from one reference holds for all. */
    @Test
    void noTwoOrThreeSubstitutionsGiveAnotherReference() {
        char[] reference = reference(1).toCharArray();
        for (int first = 2; first < reference.length; first++) {
            for (int second = first + 1; second < reference.length; second++) {
                char[] damaged = reference.clone();
                for (char a : ALPHABET.toCharArray()) {
                    damaged[first] = a;
                    for (char b : ALPHABET.toCharArray()) {
                        damaged[second] = b;
                        boolean same = a == reference[first] && b == reference[second];
                        assertThat(PaymentReference.valid(new String(damaged))).isEqualTo(same);
                        char[] third = damaged.clone();
                        int at = 2 + (first + second) % (reference.length - 2);
                        third[at] = third[at] == 'Z' ? '0' : 'Z';
                        assertThat(PaymentReference.valid(new String(third)) && differences(third, reference) > 0)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void doubleSubstitutionIsNeverValid() {
        Seeded.check(1000, random -> {
            String reference = PaymentReference.next(random);
            String once = replaced(reference, random.nextInt(15), ALPHABET.charAt(random.nextInt(32)));
            String damaged = replaced(once, random.nextInt(15), ALPHABET.charAt(random.nextInt(32)));
            assertThat(PaymentReference.valid(damaged)).isEqualTo(damaged.equals(reference));
        });
    }

    @Test
    void swappedLostOrAddedCharacterIsDetectedAndRepairable() {
        Seeded.check(1000, random -> {
            String r = PaymentReference.next(random);
            int at = random.nextInt(14);
            List<String> damages = List.of(
                    r.substring(0, at) + r.charAt(at + 1) + r.charAt(at) + r.substring(at + 2),
                    r.substring(0, at) + r.substring(at + 1),
                    r.substring(0, at) + ALPHABET.charAt(random.nextInt(32)) + r.substring(at));
            for (String damaged : damages) {
                if (!damaged.equals(r)) {
                    assertThat(PaymentReference.valid(damaged)).isFalse();
                    assertThat(PaymentReference.repairs(damaged))
                            .contains(r)
                            .isSorted()
                            .allMatch(PaymentReference::valid);
                }
            }
        });
    }

    @Test
    void findsReferencesBetweenOtherText() {
        String one = reference(1);
        String two = reference(2);
        assertThat(PaymentReference.find("MBVCB123PG" + one + "PGCT" + two + two.substring(0, 14)))
                .containsExactly(new PaymentReference.Found(one, 10), new PaymentReference.Found(two, 10 + 15 + 4));
        assertThat(PaymentReference.find("")).isEmpty();
        assertThat(PaymentReference.find("PG")).isEmpty();
    }

    @Test
    void findsTheDamagedOneBetweenOtherText_whateverTheFault() {
        Seeded.check(2000, random -> {
            String r = PaymentReference.next(random);
            String damaged = damaged(r, random);
            String text =
                    Seeded.of(random, "0123456789", 0, 12) + damaged + Seeded.of(random, "0123456789AEMNT", 0, 12);
            if (text.contains(r)) {
                assertThat(PaymentReference.damaged(text)).isEmpty();
            } else {
                assertThat(PaymentReference.damaged(text)).anySatisfy(found -> {
                    assertThat(found.reference()).isEqualTo(r);
                    assertThat(found.to() - found.from()).isBetween(14, 16);
                });
            }
        });
    }

    @Test
    void findsNoDamagedOne_whenTwoPlacesAreDamaged() {
        Seeded.check(500, random -> {
            String r = PaymentReference.next(random);
            String twice = replaced(replaced(r, 3, r.charAt(3) == 'Z' ? 'Y' : 'Z'), 9, r.charAt(9) == 'Z' ? 'Y' : 'Z');
            assertThat(PaymentReference.damaged("NOPPHI" + twice + "CT"))
                    .noneMatch(found -> found.reference().equals(r));
        });
    }

    @Test
    void readsLookAlikes_howeverMany() {
        String r = "PG01010101010";
        assertThat(PaymentReference.beginningWith(r)).hasSizeLessThanOrEqualTo(1);
        String whole = PaymentReference.beginningWith("PG0101010101").getFirst();
        assertThat(PaymentReference.damaged(whole.replace('0', 'O').replace('1', 'I')))
                .extracting(PaymentReference.Damaged::reference)
                .containsExactly(whole);
    }

    @Test
    void completesWhatACutLeft() {
        Seeded.check(500, random -> {
            String r = PaymentReference.next(random);
            for (int lost = 1; lost <= 4; lost++) {
                assertThat(PaymentReference.beginningWith(r.substring(0, 15 - lost)))
                        .contains(r)
                        .hasSize(lost == 4 ? 32 : 1);
            }
            assertThat(PaymentReference.beginningWith(r.substring(0, 10))).isEmpty();
            assertThat(PaymentReference.beginningWith(r)).isEmpty();
        });
    }

    private static String damaged(String r, Random random) {
        int at = random.nextInt(14);
        return switch (random.nextInt(4)) {
            case 0 -> r.substring(0, at) + r.charAt(at + 1) + r.charAt(at) + r.substring(at + 2);
            case 1 -> r.substring(0, at) + r.substring(at + 1);
            case 2 -> r.substring(0, at) + ALPHABET.charAt(random.nextInt(32)) + r.substring(at);
            default -> replaced(r, at, (char) ('A' + random.nextInt(26)));
        };
    }

    @Test
    void guessesNothing_whenTextIsNoneOrValid() {
        assertThat(PaymentReference.repairs(reference(1))).isEmpty();
        assertThat(PaymentReference.repairs("")).isEmpty();
        assertThat(PaymentReference.repairs("PG1")).isEmpty();
        assertThat(PaymentReference.valid(reference(1).toLowerCase(java.util.Locale.ROOT)))
                .isFalse();
    }

    private static String reference(long seed) {
        return PaymentReference.next(new Random(seed));
    }

    private static String replaced(String text, int at, char other) {
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private static int differences(char[] one, char[] other) {
        int differences = 0;
        for (int i = 0; i < one.length; i++) {
            differences += one[i] == other[i] ? 0 : 1;
        }
        return differences;
    }
}
