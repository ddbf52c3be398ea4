package vn.phigate.reconciliation.settlements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractsTest {
    private static final Path FILE = Path.of(System.getProperty("phigate.root", ".."), "config", "contracts.yaml");

    /** The figures are worked out by hand. */
    @ParameterizedTest
    @CsvSource({
        // gross, basis points, fixed, least, most, VAT percent, rounding, returned, fee
        "30000, 110, 0, 0, , 0, half_up, false, 330",
        "30050, 110, 0, 0, , 0, half_up, false, 331",
        "30050, 110, 0, 0, , 0, down, false, 330",
        "30001, 110, 0, 0, , 0, up, false, 331",
        "30000, 0, 1650, 0, , 0, half_up, false, 1650",
        "30000, 110, 1000, 0, , 10, half_up, false, 1463",
        "30000, 110, 0, 1000, , 10, half_up, false, 1100",
        "90000000, 110, 0, 0, 55000, 8, half_up, false, 59400",
        "45, 110, 0, 0, , 10, half_up, false, 0",
        "-30000, 110, 0, 0, , 0, half_up, false, 0",
        "-30000, 110, 0, 0, , 0, half_up, true, -330",
    })
    void feeIsShareAndFixedPart_withinItsLimits_withVat(
            long grossVnd,
            int basisPoints,
            long fixedVnd,
            long minVnd,
            @Nullable Long maxVnd,
            int vatPercent,
            String rounding,
            boolean returned,
            long feeVnd) {
        var formula = new FeeFormula(basisPoints, fixedVnd, minVnd, maxVnd, vatPercent, rounding, returned);
        assertThat(formula.of(grossVnd)).isEqualTo(feeVnd);
    }

    @Test
    void contractOfTheAgencyGoesBeforeTheOneForAll_eachInItsDays() {
        Contract all = contract("all", "vnpay", "", "2025-01-01", null, 110);
        Contract own = contract("own", "vnpay", "00004", "2025-07-01", "2025-12-31", 90);
        Contracts contracts = Contracts.of(List.of(all, own));
        assertThat(contracts.of("vnpay", "00004", day("2025-06-30"))).contains(all);
        assertThat(contracts.of("vnpay", "00004", day("2025-07-01"))).contains(own);
        assertThat(contracts.of("vnpay", "00004", day("2025-12-31"))).contains(own);
        assertThat(contracts.of("vnpay", "00004", day("2026-01-01"))).contains(all);
        assertThat(contracts.of("vnpay", "00008", day("2025-07-01"))).contains(all);
        assertThat(contracts.of("vnpay", null, day("2025-07-01"))).contains(all);
        assertThat(contracts.of("vnpay", null, day("2024-12-31"))).isEmpty();
        assertThat(contracts.of("momo", null, day("2025-07-01"))).isEmpty();
    }

    @Test
    void twoForOneDayAreRefused() {
        Contract first = contract("first", "vnpay", "", "2025-01-01", "2025-06-30", 110);
        Contract next = contract("next", "vnpay", "", "2025-06-30", null, 110);
        assertThatThrownBy(() -> Contracts.of(List.of(first, next))).hasMessageContaining("same days");
        assertThatThrownBy(() -> Contracts.of(List.of(first, first))).hasMessageContaining("named first");
    }

    @Test
    void shippedFileLoads_andSaysWhoseFilesAreWhose() throws IOException {
        Contracts contracts = Contracts.load(FILE);
        assertThat(contracts.providers()).containsExactly("dvcqg", "momo", "vnpay", "zalopay");
        assertThat(contracts.providerOf("vnpay-csv")).contains("vnpay");
        assertThat(contracts.providerOf("fixed-width")).contains("dvcqg");
        assertThat(contracts.providerOf("vipps-csv")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basis_points: 110 | basis_points: 10001",
                "rounding: half_up | rounding: bankers",
                "pays: net | pays: some",
                "narrative: [VNPAY] | narrative: [VN]",
                "provider: vnpay | providers: vnpay",
                "vat_percent: 0 | vat_percent: 0.5",
                "pays_within_days: 7 | pays_within_days: 99",
            })
    void faultyFileStopsTheStart_withItsName(String from, String to, @TempDir Path folder) throws IOException {
        String text = Files.readString(FILE);
        String changed = text.replaceFirst(Pattern.quote(from), to);
        assertThat(changed).isNotEqualTo(text);
        Path file = Files.writeString(folder.resolve("contracts.yaml"), changed);
        assertThatThrownBy(() -> Contracts.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contracts.yaml");
    }

    private static Contract contract(
            String name, String provider, String agency, String from, @Nullable String until, int basisPoints) {
        return new Contract(
                name,
                provider,
                agency,
                day(from),
                until == null ? null : day(until),
                List.of(),
                List.of("WORD"),
                true,
                7,
                "T+1",
                new FeeFormula(basisPoints, 0, 0, null, 0, "half_up", false));
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }
}
