package vn.phigate.reconciliation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayPlanTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 17);

    @Test
    void plansTheSame_forSameSeed() {
        assertThat(plan(79, 300)).isEqualTo(plan(79, 300));
        assertThat(plan(79, 300)).isNotEqualTo(plan(80, 300));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 300, 9_000})
    void holdsEveryScenario_andOneCodePerDossier(int dossiers) {
        List<DayPlan.Visit> visits = plan(79, dossiers).visits();
        assertThat(visits).hasSize(dossiers);
        Set<Scenario> scenarios = visits.stream().map(DayPlan.Visit::scenario).collect(Collectors.toSet());
        assertThat(scenarios).isEqualTo(EnumSet.allOf(Scenario.class));
        assertThat(visits.stream().map(DayPlan.Visit::code).distinct()).hasSize(dossiers);
        assertThat(visits).allSatisfy(visit -> {
            assertThat(visit.code()).matches("H26\\.\\d{5}\\.79-250717-\\d{4}");
            assertThat(visit.arrivesAt().atZone(DayPlan.VIETNAM).toLocalDate()).isEqualTo(DAY);
        });
        assertThat(visits).isSortedAccordingTo(Comparator.comparing(DayPlan.Visit::arrivesAt));
    }

    @Test
    void writesSameBytes_forSameLinesInAnyOrder() {
        for (String bin : List.of("970436", "970432")) {
            BankDay day = bankDay(bin, 7, false);
            BankDay reversed = bankDay(bin, 7, true);
            assertThat(BankFile.of(day).bytes()).isEqualTo(BankFile.of(reversed).bytes());
        }
    }

    @Test
    void camtBalances_andCountsAddUp() {
        long seed = System.nanoTime();
        BankDay day = bankDay("970432", seed, false);
        String xml = new String(BankFile.of(day).bytes(), StandardCharsets.UTF_8);
        List<Long> stated = numbers(xml, "<Bal>.*?<Amt Ccy=\"VND\">(\\d+)</Amt>");
        long debits = sum(numbers(xml, "<Ntry><NtryRef>\\d+</NtryRef><Amt Ccy=\"VND\">(\\d+)</Amt><CdtDbtInd>DBIT"));
        long credits = sum(numbers(xml, "<Ntry><NtryRef>\\d+</NtryRef><Amt Ccy=\"VND\">(\\d+)</Amt><CdtDbtInd>CRDT"));
        assertThat(stated).as("seed " + seed).hasSize(2);
        assertThat(stated.get(0) + credits - debits).isEqualTo(stated.get(1));
        assertThat(numbers(xml, "<TtlCdtNtries>.*?<Sum>(\\d+)")).containsExactly(credits);
        assertThat(numbers(xml, "<TtlDbtNtries>.*?<Sum>(\\d+)")).containsExactly(debits);
        assertThat(Pattern.compile("<Ustrd>(?:[^<&]|&\\w+;){141}").matcher(xml).find())
                .isFalse();
    }

    @Test
    void csvRunningBalance_holdsOnEveryRow() {
        long seed = System.nanoTime();
        BankDay day = bankDay("970436", seed, false);
        String csv = new String(BankFile.of(day).bytes(), StandardCharsets.UTF_8);
        long balanceVnd = day.openingVnd;
        int rows = 0;
        for (String row : csv.split("\r\n")) {
            List<String> cells = FakeCity.cells(row);
            if (cells.getFirst().matches("\\d\\d/\\d\\d/\\d{4}")) {
                balanceVnd += FakeCity.vnd(cells.get(3)) - FakeCity.vnd(cells.get(2));
                assertThat(FakeCity.vnd(cells.get(4)))
                        .as("seed " + seed + ": " + row)
                        .isEqualTo(balanceVnd);
                rows++;
            }
        }
        assertThat(rows).isEqualTo(40);
        assertThat(balanceVnd).isEqualTo(day.closingVnd());
        assertThat(csv).contains("Số dư cuối kỳ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"970436", "970418", "970415", "970422", "970432"})
    void keepsCode_inEveryMangledNarrative(String bin) {
        String code = "H26.00004.79-250717-0001";
        BankDay day = new BankDay(bin, "1900888000126", "UBND", DAY, 1);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String text = Narratives.mangle(random, day, code, "Đỗ Quang Minh", DayPlan.at(DAY, LocalTime.NOON));
            assertThat(text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""))
                    .as("seed " + seed)
                    .contains("H2600004792507170001");
        }
        assertThat(Narratives.mistyped(code)).isEqualTo("H26.00004.79-25O717-OOO1");
    }

    private static DayPlan plan(long seed, int dossiers) {
        return DayPlan.of(DemoSettings.local().withDay(seed, dossiers, DAY));
    }

    private static BankDay bankDay(String bin, long seed, boolean reversed) {
        Random random = new Random(seed);
        BankDay day = new BankDay(bin, "1900888000126", "UBND phường A & B", DAY, 5_000_000);
        List<BankLine> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long amountVnd = random.nextInt(1, 9) * (random.nextInt(5) == 0 ? -1_000L : 10_000L);
            String narrative = "noi dung \"" + i + "\", <&> " + "x".repeat(random.nextInt(200));
            lines.add(new BankLine(
                    DayPlan.at(DAY, LocalTime.of(8, 0)).plus(Duration.ofMinutes(random.nextInt(500))),
                    amountVnd,
                    narrative,
                    i % 3 == 0 ? "" : "Nguyễn Văn A",
                    true));
        }
        (reversed ? lines.reversed() : lines).forEach(day::add);
        return day;
    }

    private static List<Long> numbers(String xml, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(xml)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }
}
