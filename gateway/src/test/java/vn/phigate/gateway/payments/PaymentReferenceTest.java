package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaymentReferenceTest {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    @Property
    void newReferenceIsValid(@ForAll long seed) {
        assertThat(reference(seed)).matches("PG[0-9A-HJKMNP-TV-Z]{13}").satisfies(r -> assertThat(PaymentReference.valid(r)).isTrue());
    }

    @Property(tries = 20)
    void everySingleSubstitutionIsDetectedAndHasOneRepair(@ForAll long seed) {
        String reference = reference(seed);
        for (int at = 0; at < reference.length(); at++) {
            for (char other = '0'; other <= 'Z'; other++) {
                if (other != reference.charAt(at)) {
                    String damaged = replaced(reference, at, other);
                    assertThat(PaymentReference.valid(damaged)).isFalse();
                    assertThat(PaymentReference.repairs(damaged)).containsExactly(reference);
                }
            }
        }
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
                        assertThat(PaymentReference.valid(new String(third)) && differences(third, reference) > 0).isFalse();
                    }
                }
            }
        }
    }

    @Property
    void doubleSubstitutionIsNeverValid(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 14) int first, @ForAll @IntRange(min = 0, max = 14) int second,
            @ForAll @IntRange(min = 0, max = 31) int a, @ForAll @IntRange(min = 0, max = 31) int b) {
        String reference = reference(seed);
        String damaged = replaced(replaced(reference, first, ALPHABET.charAt(a)), second, ALPHABET.charAt(b));
        assertThat(PaymentReference.valid(damaged)).isEqualTo(damaged.equals(reference));
    }

    @Property
    void swappedLostOrAddedCharacterIsDetectedAndRepairable(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 13) int at, @ForAll @IntRange(min = 0, max = 31) int added) {
        String r = reference(seed);
        List<String> damages = List.of(
                r.substring(0, at) + r.charAt(at + 1) + r.charAt(at) + r.substring(at + 2),
                r.substring(0, at) + r.substring(at + 1),
                r.substring(0, at) + ALPHABET.charAt(added) + r.substring(at));
        for (String damaged : damages) {
            if (!damaged.equals(r)) {
                assertThat(PaymentReference.valid(damaged)).isFalse();
                assertThat(PaymentReference.repairs(damaged)).contains(r).isSorted().allMatch(PaymentReference::valid);
            }
        }
    }

    @Test
    void findsReferencesBetweenOtherText() {
        String one = reference(1);
        String two = reference(2);
        assertThat(PaymentReference.find("MBVCB123PG" + one + "PGCT" + two + two.substring(0, 14)))
                .containsExactly(
                        new PaymentReference.Found(one, 10),
                        new PaymentReference.Found(two, 10 + 15 + 4));
        assertThat(PaymentReference.find("")).isEmpty();
        assertThat(PaymentReference.find("PG")).isEmpty();
    }

    @Test
    void guessesNothing_whenTextIsNoneOrValid() {
        assertThat(PaymentReference.repairs(reference(1))).isEmpty();
        assertThat(PaymentReference.repairs("")).isEmpty();
        assertThat(PaymentReference.repairs("PG1")).isEmpty();
        assertThat(PaymentReference.valid(reference(1).toLowerCase(java.util.Locale.ROOT))).isFalse();
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
