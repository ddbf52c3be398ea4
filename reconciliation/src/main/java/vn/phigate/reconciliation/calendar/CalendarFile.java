package vn.phigate.reconciliation.calendar;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code config/calendar.yaml} as Jackson reads it; the keys are explained there, an unknown one is an error. */
record CalendarFile(
        List<String> weekend,
        @Nullable Boolean makeUpDaysAreBankDays,
        @Nullable String cutOff,
        @Nullable Map<String, String> cutOffs,
        Settlement settlement,
        List<Year> years) {

    record Settlement(Rule usual, @Nullable Map<String, Rule> providers) {}

    /** @param source where the rule stands; {@code invented} when no public source gives it */
    record Rule(int workingDays, @Nullable String sessionEnds, String source) {}

    record Year(
            int year,
            String source,
            List<Holiday> holidays,
            @Nullable List<MakeUp> makeUp) {}

    record Holiday(String day, String name) {}

    record MakeUp(String day, String insteadOf) {}
}
