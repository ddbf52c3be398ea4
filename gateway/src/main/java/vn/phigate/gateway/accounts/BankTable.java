package vn.phigate.gateway.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.phigate.gateway.platform.http.Json;

/** Banks by BIN as data: which there are, which can receive, how they number accounts. Sources stand in the two files. */
final class BankTable {
    private static final Map<String, Bank> BANKS = banks();
    private static final Map<String, NumberForm> NUMBERS = numbers();

    private BankTable() {}

    /** @param receives whether transfers over the NAPAS network reach accounts of this bank; a BIN listed twice (renamed banks) counts with its better row */
    record Bank(String bin, String name, boolean receives) {}

    record NumberForm(Pattern pattern, String vi, String en) {}

    static Optional<Bank> find(String bin) {
        return Optional.ofNullable(BANKS.get(bin));
    }

    static Optional<NumberForm> numbers(String bin) {
        return Optional.ofNullable(NUMBERS.get(bin));
    }

    private static Map<String, Bank> banks() {
        try (InputStream in = open("banks.json")) {
            var banks = new HashMap<String, Bank>();
            for (JsonNode row : Json.MAPPER.readTree(in).path("banks")) {
                // -1: not on the network; 0: receives only; 1: also draws VietQR codes of its own.
                var bank = new Bank(
                        row.path("bin").asText(),
                        row.path("shortName").asText(),
                        row.path("vietQR").asInt(-1) >= 0);
                banks.merge(bank.bin, bank, (a, b) -> a.receives ? a : b);
            }
            return Map.copyOf(banks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, NumberForm> numbers() {
        try (var reader = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(new InputStreamReader(open("account-numbers.csv"), StandardCharsets.UTF_8))) {
            return reader.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            row -> row.getField("bin"),
                            row -> new NumberForm(
                                    Pattern.compile(row.getField("pattern")), row.getField("vi"), row.getField("en"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(BankTable.class.getResourceAsStream(name), name);
    }
}
