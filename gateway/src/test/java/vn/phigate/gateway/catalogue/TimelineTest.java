package vn.phigate.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.testsupport.Seeded;

class TimelineTest {
    private static final LocalDate ZERO = LocalDate.of(2025, 1, 1);
    private static final LocalDate TODAY = ZERO.plusDays(20);
    private static final int DAYS = 60;

    @Test
    void neverOverlapsOrRewrites_whateverIsPut() {
        Seeded.check(2_000, random -> {
            var timeline = new Timeline<String>();
            for (int i = 0; i < 12; i++) {
                LocalDate from = ZERO.plusDays(random.nextInt(40));
                LocalDate until = random.nextInt(3) == 0 ? from.plusDays(1 + random.nextInt(15)) : null;
                String value = String.valueOf((char) ('a' + random.nextInt(4)));
                Timeline<String> before = timeline.copy();
                var put = timeline.put(from, until, value, TODAY);
                assertThat(timeline.spans().keySet()).containsAll(before.spans().keySet());
                LocalDate end = null;
                for (var span : timeline.spans().entrySet()) {
                    if (end != null) {
                        assertThat(span.getKey()).isAfterOrEqualTo(end);
                    }
                    end = span.getValue().until();
                    assertThat(end == null || end.isAfter(span.getKey())).isTrue();
                    assertThat(end != null
                                    || span.getKey().equals(timeline.spans().lastKey()))
                            .isTrue();
                }
                // No day before the first day of what was put is touched, but for a span of the same value that is made
                // longer from there.
                for (int d = 0; d < DAYS && ZERO.plusDays(d).isBefore(from); d++) {
                    assertThat(timeline.on(ZERO.plusDays(d))).isEqualTo(before.on(ZERO.plusDays(d)));
                }
                if (put == Timeline.Put.SAME_DAY || put == Timeline.Put.UNCHANGED) {
                    assertThat(timeline.spans()).isEqualTo(before.spans());
                } else {
                    assertThat(timeline.on(from)).isEqualTo(value);
                }
                if (put != Timeline.Put.SAME_DAY) {
                    assertThat(timeline.put(from, until, value, TODAY)).isEqualTo(Timeline.Put.UNCHANGED);
                }
            }
        });
    }

    /** A file with a whole history says the same however often it is read. */
    @Test
    void isTheHistoryOfTheFile_whenPutInOrder() {
        Seeded.check(500, random -> {
            var rows = new ArrayList<LocalDate>();
            Map<LocalDate, String> values = new HashMap<>();
            for (LocalDate day = ZERO.plusDays(random.nextInt(5));
                    day.isBefore(ZERO.plusDays(DAYS));
                    day = day.plusDays(1 + random.nextInt(20))) {
                rows.add(day);
                values.put(day, "v" + rows.size());
            }
            var timeline = new Timeline<String>();
            rows.forEach(day -> timeline.put(day, null, values.getOrDefault(day, ""), TODAY));
            for (int d = 0; d < DAYS; d++) {
                LocalDate day = ZERO.plusDays(d);
                @Nullable
                LocalDate last = rows.stream()
                        .filter(r -> !r.isAfter(day))
                        .reduce((a, b) -> b)
                        .orElse(null);
                assertThat(timeline.on(day)).isEqualTo(last == null ? null : values.get(last));
            }
            rows.forEach(day -> assertThat(timeline.put(day, null, values.getOrDefault(day, ""), TODAY))
                    .isEqualTo(Timeline.Put.UNCHANGED));
        });
    }
}
