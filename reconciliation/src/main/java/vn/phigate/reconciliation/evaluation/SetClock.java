package vn.phigate.reconciliation.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The month's own time: stands still until it is set. */
public final class SetClock implements InstantSource {
    private volatile Instant now;

    public SetClock(LocalDate day) {
        this.now = BusinessDay.startOf(day);
    }

    @Override
    public Instant instant() {
        return now;
    }

    void set(LocalDate day, Duration sinceMidnight) {
        now = BusinessDay.startOf(day).plus(sinceMidnight);
    }
}
