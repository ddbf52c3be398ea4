package vn.phigate.testsupport;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Checks that a property holds for many random inputs. Each try has a seed of its own, from a fixed first one, so that every run is the same run;
 * a failure names its seed, and {@code -Dphigate.test.seed=<that seed>} begins there.
 */
public final class Seeded {
    private static final long FIRST_SEED = Long.getLong("phigate.test.seed", 20_250_701L);

    private Seeded() {}

    public static void check(int tries, Consumer<Random> property) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + tries; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("with -Dphigate.test.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** A number within both bounds, each of which comes up now and then. */
    public static long between(Random random, long least, long most) {
        return switch (random.nextInt(16)) {
            case 0 -> least;
            case 1 -> most;
            default -> random.nextLong(least, Math.addExact(most, 1));
        };
    }

    /** Characters out of these. */
    public static String of(Random random, String characters, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (long left = between(random, least, most); left > 0; left--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** Text as nobody expects it: ASCII, control characters, Vietnamese, anything of the first plane, halves of surrogate pairs, emoji. */
    public static String text(Random random, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (long left = between(random, least, most); left > 0; left--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> text.append((char) random.nextInt(32, 127));
                case 3 -> text.append((char) random.nextInt(0, 32));
                case 4 -> text.append("đĐăâêôơưẾộữ".charAt(random.nextInt(11)));
                case 5 -> text.append("%&=+?-._~!*'()".charAt(random.nextInt(14)));
                case 6 -> text.append((char) random.nextInt(0x10000));
                default -> text.appendCodePoint(0x1F300 + random.nextInt(512));
            }
        }
        return text.toString();
    }
}
