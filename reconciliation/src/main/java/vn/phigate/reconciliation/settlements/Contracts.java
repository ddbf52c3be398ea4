package vn.phigate.reconciliation.settlements;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contracts with providers, as {@code config/contracts.yaml} declares them. Immutable. */
public final class Contracts {
    private final List<Contract> contracts;

    private Contracts(List<Contract> contracts) {
        this.contracts = List.copyOf(contracts);
    }

    /** The file as Jackson reads it. An unknown key is an error there. */
    private record Declared(List<DeclaredContract> contracts) {}

    private record DeclaredContract(
            String name,
            String provider,
            String agency,
            String from,
            String until,
            List<String> layouts,
            List<String> narrative,
            String pays,
            int paysWithinDays,
            String settlementDay,
            FeeFormula fee,
            String source) {
        Contract contract() {
            if (!pays.equals("net") && !pays.equals("gross")) {
                throw new IllegalArgumentException(name + ": pays is net or gross");
            }
            return new Contract(
                    name,
                    provider,
                    agency,
                    LocalDate.parse(from),
                    until.isEmpty() ? null : LocalDate.parse(until),
                    layouts,
                    narrative,
                    pays.equals("net"),
                    paysWithinDays,
                    settlementDay,
                    fee);
        }
    }

    /** @throws IOException when the file cannot be read, has an unknown key or lacks one, has a senseless value, or two contracts for one day */
    public static Contracts load(Path file) throws IOException {
        ObjectMapper yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        try {
            var contracts = new ArrayList<Contract>();
            for (DeclaredContract each :
                    yaml.readValue(file.toFile(), Declared.class).contracts()) {
                contracts.add(each.contract());
            }
            return of(contracts);
        } catch (IOException | RuntimeException faulty) {
            throw new IOException("contracts " + file + ": " + faulty.getMessage(), faulty);
        }
    }

    static Contracts of(List<Contract> contracts) {
        var names = new HashSet<String>();
        for (Contract each : contracts) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("two contracts are named " + each.name());
            }
            for (Contract other : contracts) {
                if (each != other && each.overlaps(other)) {
                    throw new IllegalArgumentException(
                            each.name() + " and " + other.name() + " hold for the same days");
                }
                if (!each.provider().equals(other.provider())
                        && other.layouts().stream().anyMatch(each.layouts()::contains)) {
                    throw new IllegalArgumentException(
                            each.name() + " and " + other.name() + " are of two providers and name one layout");
                }
            }
        }
        return new Contracts(contracts);
    }

    /** Whose files have this layout. */
    Optional<String> providerOf(String layout) {
        return contracts.stream()
                .filter(each -> each.layouts().contains(layout))
                .map(Contract::provider)
                .findFirst();
    }

    /**
     * The contract for payments of a day: the agency's own before the one for all.
     *
     * @param agency code; null while the agency is unknown
     */
    Optional<Contract> of(String provider, @Nullable String agency, LocalDate day) {
        return contracts.stream()
                .filter(each -> each.holds(provider, day)
                        && (each.agency().isEmpty() || each.agency().equals(agency)))
                .max(Comparator.comparing((Contract each) -> !each.agency().isEmpty()));
    }

    /** All words by which a narrative may name a provider, over all times: a word is a hint, never a proof. */
    List<String> words(String provider) {
        return contracts.stream()
                .filter(each -> each.provider().equals(provider))
                .flatMap(each -> each.narrative().stream())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    List<String> providers() {
        return contracts.stream().map(Contract::provider).distinct().sorted().toList();
    }
}
