package vn.phigate.gateway.web;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Names of banks by BIN, as people know them. */
public final class Banks {
    private static final Map<String, String> NAMES = read();

    private Banks() {}

    /** The name with the BIN, or the BIN alone when the bank is not known. */
    public static String named(String bin) {
        String name = NAMES.get(bin);
        return name == null ? "BIN " + bin : name + " (" + bin + ")";
    }

    public record Bank(String bin, String name) {}

    /** By name. */
    public static List<Bank> all() {
        return NAMES.entrySet().stream()
                .map(e -> new Bank(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(Bank::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    private static Map<String, String> read() {
        var stream =
                Objects.requireNonNull(Banks.class.getResourceAsStream("banks.csv"), "banks.csv is part of the build");
        try (var reader = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.stream()
                    .collect(Collectors.toUnmodifiableMap(r -> r.getField("bin"), r -> r.getField("name")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
