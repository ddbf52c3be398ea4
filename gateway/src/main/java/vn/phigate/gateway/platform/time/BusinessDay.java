package vn.phigate.gateway.platform.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The calendar of the city: days begin at midnight in Asia/Ho_Chi_Minh (UTC+7, no summer time). */
public final class BusinessDay {
    public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private BusinessDay() {}

    public static LocalDate of(Instant instant) {
        return instant.atZone(ZONE).toLocalDate();
    }

    public static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    public static LocalDateTime localTime(Instant instant) {
        return instant.atZone(ZONE).toLocalDateTime();
    }
}
