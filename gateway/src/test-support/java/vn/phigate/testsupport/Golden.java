package vn.phigate.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text that is derived but committed, in {@code src/test/resources/golden} of the module, so that a change of behaviour is a changed line in review.
 * {@code -Dphigate.golden.write=true} writes it anew.
 */
public final class Golden {
    private Golden() {}

    /** @throws AssertionError when the file says something else */
    public static void check(String name, String actual) {
        Path file = Path.of("src/test/resources/golden", name + ".txt");
        try {
            if (Boolean.getBoolean("phigate.golden.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            String expected = Files.readString(file);
            if (!expected.equals(actual)) {
                throw new AssertionError(file
                        + " says otherwise; if the change is meant, run with -Dphigate.golden.write=true and commit it.\n"
                        + firstDifference(
                                expected.lines().toList(), actual.lines().toList()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstDifference(java.util.List<String> expected, java.util.List<String> actual) {
        int line = 0;
        while (line < expected.size()
                && line < actual.size()
                && expected.get(line).equals(actual.get(line))) {
            line++;
        }
        String before = line < expected.size() ? expected.get(line) : "(end)";
        String now = line < actual.size() ? actual.get(line) : "(end)";
        return "line " + (line + 1) + " was: " + before + "\nline " + (line + 1) + " is:  " + now;
    }
}
