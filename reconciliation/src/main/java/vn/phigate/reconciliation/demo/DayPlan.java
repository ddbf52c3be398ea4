package vn.phigate.reconciliation.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is meant to happen in the day, worked out from the seed alone before any service is asked. */
record DayPlan(LocalDate businessDay, List<Visit> visits) {
    static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final List<String> NAMES = List.of(
            "Nguyễn Văn An",
            "Trần Thị Bình",
            "Lê Hoàng Cường",
            "Phạm Thu Dung",
            "Hoàng Đức Giang",
            "Vũ Thị Hà",
            "Đặng Minh Khôi",
            "Bùi Thị Lan",
            "Đỗ Quang Minh",
            "Ngô Thị Nga",
            "Dương Văn Phúc",
            "Lý Thị Quỳnh");

    /**
     * One dossier.
     *
     * @param arrivesAt when it is handed in
     * @param luck seeds what is random in this visit alone, so that one visit's course changes no other's
     */
    record Visit(
            String code,
            String agency,
            Scenario scenario,
            Instant arrivesAt,
            String payerName,
            String phone,
            long luck) {}

    static DayPlan of(DemoSettings settings) {
        Random random = new Random(settings.seed());
        List<Scenario> scenarios = scenarios(settings.dossiers());
        Collections.shuffle(scenarios, random);
        List<Integer> seconds = new ArrayList<>();
        int open = LocalTime.of(8, 0).toSecondOfDay();
        int close = LocalTime.of(16, 30).toSecondOfDay();
        for (int i = 0; i < settings.dossiers(); i++) {
            seconds.add(random.nextInt(open, close));
        }
        Collections.sort(seconds);

        String day = settings.businessDay().format(DateTimeFormatter.ofPattern("uuMMdd"));
        Map<String, Integer> numberOfDay = new HashMap<>();
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < settings.dossiers(); i++) {
            String agency =
                    settings.agencies().get(random.nextInt(settings.agencies().size()));
            int number = numberOfDay.merge(agency, 1, Integer::sum);
            // The seed is a group of the unit code, so that days of two seeds can lie in one database.
            String code = "H26.%s.%d-%s-%04d".formatted(agency, Math.floorMod(settings.seed(), 100_000), day, number);
            visits.add(new Visit(
                    code,
                    agency,
                    scenarios.get(i),
                    at(settings.businessDay(), LocalTime.ofSecondOfDay(seconds.get(i))),
                    NAMES.get(random.nextInt(NAMES.size())),
                    "09%08d".formatted(random.nextInt(100_000_000)),
                    random.nextLong()));
        }
        return new DayPlan(settings.businessDay(), List.copyOf(visits));
    }

    static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(VIETNAM).toInstant();
    }

    private static List<Scenario> scenarios(int dossiers) {
        List<Scenario> drawn = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            if (scenario.perThousand > 0) {
                drawn.addAll(Collections.nCopies(Math.max(1, dossiers * scenario.perThousand / 1000), scenario));
            }
        }
        drawn.addAll(Collections.nCopies(dossiers - drawn.size(), Scenario.VNPAY));
        return drawn;
    }
}
