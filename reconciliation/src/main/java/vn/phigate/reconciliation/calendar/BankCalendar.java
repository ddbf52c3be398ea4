package vn.phigate.reconciliation.calendar;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * The days on which banks of Việt Nam work, and when money is due. The due day is the last day on which money may come without being late: an item is late from a
 * day on, not after a count of days, so that Tết makes nobody late.
 */
public final class BankCalendar {
    /** What a payment that goes straight to the account by transfer is called in {@link #dueOn}; providers go by their own names. */
    public static final String TRANSFER_ORDER = "transfer_order";

    private static final int WORKING_DAYS_MAX = 30;

    private final Set<DayOfWeek> weekend;
    private final Map<LocalDate, String> holidays = new HashMap<>();
    private final Set<LocalDate> makeUp = new HashSet<>();
    private final Set<Integer> years = new HashSet<>();
    private final Map<String, LocalTime> cutOffs = new HashMap<>();
    private final @Nullable LocalTime cutOff;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Rule usual;

    /** @param sessionEnds money taken from this hour on belongs to the next day's session; null for midnight */
    private record Rule(int workingDays, @Nullable LocalTime sessionEnds) {}

    private BankCalendar(CalendarFile file) {
        weekend = EnumSet.noneOf(DayOfWeek.class);
        file.weekend().forEach(name -> weekend.add(DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT))));
        if (weekend.size() > 5) {
            throw new IllegalArgumentException("weekend leaves fewer than two working days");
        }
        cutOff = hour(file.cutOff());
        if (file.cutOffs() != null) {
            file.cutOffs().forEach((bin, at) -> {
                if (!bin.matches("[0-9]{6}")) {
                    throw new IllegalArgumentException("cut_offs: \"" + bin + "\" is no bank's six digits");
                }
                LocalTime until = hour(at);
                if (until != null) {
                    cutOffs.put(bin, until);
                }
            });
        }
        usual = rule("usual", file.settlement().usual());
        if (file.settlement().providers() != null) {
            file.settlement().providers().forEach((name, rule) -> rules.put(name, rule(name, rule)));
        }
        for (CalendarFile.Year year : file.years()) {
            add(year, !Boolean.FALSE.equals(file.makeUpDaysAreBankDays()));
        }
    }

    private void add(CalendarFile.Year year, boolean makeUpCounts) {
        if (!years.add(year.year())) {
            throw new IllegalArgumentException("years: " + year.year() + " stands twice");
        }
        if (year.source().isBlank() || year.holidays().isEmpty()) {
            throw new IllegalArgumentException("years: " + year.year() + " has no source or no holidays");
        }
        for (CalendarFile.Holiday holiday : year.holidays()) {
            LocalDate day = within(year.year(), holiday.day());
            if (holidays.put(day, holiday.name()) != null) {
                throw new IllegalArgumentException("years: holiday " + day + " stands twice");
            }
        }
        for (CalendarFile.MakeUp each : Objects.requireNonNullElse(year.makeUp(), List.<CalendarFile.MakeUp>of())) {
            LocalDate day = within(year.year(), each.day());
            if (!weekend.contains(day.getDayOfWeek()) || holidays.containsKey(day)) {
                throw new IllegalArgumentException("years: " + day + " is a working day already, or a holiday");
            }
            if (!holidays.containsKey(LocalDate.parse(each.insteadOf()))) {
                throw new IllegalArgumentException(
                        "years: " + day + " makes up for " + each.insteadOf() + ", no holiday");
            }
            if (makeUpCounts) {
                makeUp.add(day);
            }
        }
    }

    private static LocalDate within(int year, String text) {
        LocalDate day = LocalDate.parse(text);
        if (day.getYear() != year) {
            throw new IllegalArgumentException("years: " + day + " is not in " + year);
        }
        return day;
    }

    private static Rule rule(String name, CalendarFile.Rule rule) {
        if (rule.workingDays() < 0
                || rule.workingDays() > WORKING_DAYS_MAX
                || rule.source().isBlank()) {
            throw new IllegalArgumentException(
                    "settlement: " + name + " needs 0 to " + WORKING_DAYS_MAX + " working_days and a source");
        }
        return new Rule(rule.workingDays(), hour(rule.sessionEnds()));
    }

    /** Null for midnight, also written 24:00. */
    private static @Nullable LocalTime hour(@Nullable String text) {
        return text == null || text.equals("24:00") ? null : LocalTime.parse(text);
    }

    /**
     * Reads {@code calendar.yaml}.
     *
     * @throws IOException when it cannot be read, has an unknown key or a senseless value; the message names the file
     */
    public static BankCalendar load(Path file) throws IOException {
        var yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        try {
            return new BankCalendar(yaml.readValue(file.toFile(), CalendarFile.class));
        } catch (IOException | RuntimeException faulty) {
            throw new IOException("calendar " + file + ": " + faulty.getMessage(), faulty);
        }
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code calendar_year_missing} */
    public boolean isBankDay(LocalDate day) {
        if (!years.contains(day.getYear())) {
            throw CalendarProblem.CALENDAR_YEAR_MISSING.refusal().with("year", day.getYear());
        }
        return makeUp.contains(day) || (!weekend.contains(day.getDayOfWeek()) && !holidays.containsKey(day));
    }

    /**
     * {@link #isBankDay}, where a count may not fail: of a year whose holidays nobody has declared only the weekends are known. No due day is computed with this.
     */
    public boolean worksOn(LocalDate day) {
        return years.contains(day.getYear()) ? isBankDay(day) : !weekend.contains(day.getDayOfWeek());
    }

    /** The holiday's name; null on other days. */
    public @Nullable String holiday(LocalDate day) {
        return holidays.get(day);
    }

    /** This day, or the first bank day after it. */
    public LocalDate bankDayFrom(LocalDate day) {
        LocalDate each = day;
        while (!isBankDay(each)) {
            each = each.plusDays(1);
        }
        return each;
    }

    /**
     * The bank day that many bank days after a day, on which the counting begins whether or not banks work on it.
     *
     * @param workingDays 1 or more
     */
    public LocalDate bankDaysAfter(LocalDate day, int workingDays) {
        LocalDate each = day;
        for (int i = 0; i < workingDays; i++) {
            each = bankDayFrom(each.plusDays(1));
        }
        return each;
    }

    /**
     * The day on which money has to be on the bank account at the latest.
     *
     * @param provider who took it, or {@link #TRANSFER_ORDER}; one without a rule goes by the usual one
     * @param bin of the bank of the account, six digits; its cut-off counts for money that comes without a settlement
     * @throws vn.phigate.gateway.platform.http.Refusal {@code calendar_year_missing}
     */
    public LocalDate dueOn(String provider, String bin, Instant takenAt) {
        Rule rule = rules.getOrDefault(provider, usual);
        LocalDateTime taken = BusinessDay.localTime(takenAt);
        LocalTime ends = rule.workingDays > 0 ? rule.sessionEnds : cutOffs.getOrDefault(bin, cutOff);
        LocalDate session = taken.toLocalDate();
        if (ends != null && !taken.toLocalTime().isBefore(ends)) {
            session = session.plusDays(1);
        }
        return rule.workingDays > 0 ? bankDaysAfter(session, rule.workingDays) : bankDayFrom(session);
    }
}
