package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What applies from which day on. First days never move and spans never vanish: what comes later ends what came before, and a span may only
 * get another value while its first day is still to come.
 */
final class Timeline<T> {
    /** @param until day after the last, null for no end */
    record Span<T>(T value, @Nullable LocalDate until) {
        boolean covers(LocalDate day) {
            return until == null || day.isBefore(until);
        }
    }

    enum Put {
        UNCHANGED,
        CHANGED,
        /** Changed, from a day on that is past: dossiers of those days were charged otherwise. */
        BACKDATED,
        /** Refused: something else applies from that very day on, and that day has begun. */
        SAME_DAY
    }

    private final NavigableMap<LocalDate, Span<T>> spans;

    Timeline() {
        this(new TreeMap<>());
    }

    private Timeline(NavigableMap<LocalDate, Span<T>> spans) {
        this.spans = spans;
    }

    Timeline<T> copy() {
        return new Timeline<>(new TreeMap<>(spans));
    }

    NavigableMap<LocalDate, Span<T>> spans() {
        return spans;
    }

    void load(LocalDate from, @Nullable LocalDate until, T value) {
        spans.put(from, new Span<>(value, until));
    }

    @Nullable
    T on(LocalDate day) {
        Map.Entry<LocalDate, Span<T>> entry = spans.floorEntry(day);
        return entry == null || !entry.getValue().covers(day)
                ? null
                : entry.getValue().value();
    }

    /** From this day until that one, or until the next span begins, this applies. */
    Put put(LocalDate from, @Nullable LocalDate until, T value, LocalDate today) {
        LocalDate next = spans.higherKey(from);
        LocalDate end = until == null || (next != null && next.isBefore(until)) ? next : until;
        Map.Entry<LocalDate, Span<T>> entry = spans.floorEntry(from);
        if (entry != null && entry.getValue().covers(from)) {
            Span<T> old = entry.getValue();
            if (old.value().equals(value)) {
                if (Objects.equals(old.until(), end)) {
                    return Put.UNCHANGED;
                }
                spans.put(entry.getKey(), new Span<>(value, end));
                return Put.CHANGED;
            }
            if (entry.getKey().equals(from)) {
                if (!from.isAfter(today)) {
                    return Put.SAME_DAY;
                }
            } else {
                spans.put(entry.getKey(), new Span<>(old.value(), from));
            }
        }
        spans.put(from, new Span<>(value, end));
        return from.isBefore(today) && spans.size() > 1 ? Put.BACKDATED : Put.CHANGED;
    }
}
