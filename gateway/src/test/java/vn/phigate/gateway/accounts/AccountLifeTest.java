package vn.phigate.gateway.accounts;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.AccountLife.Answer;
import vn.phigate.gateway.accounts.AccountLife.Event;
import vn.phigate.testsupport.Golden;

class AccountLifeTest {
    @Test
    void everyArrowIsAsCommitted() {
        var table = new StringBuilder();
        events().forEach((name, event) -> {
            table.append(name).append('\n');
            for (AccountStatus now : AccountStatus.values()) {
                table.append("  %-10s -> %s\n".formatted(now.text(), text(AccountLife.next(now, event))));
            }
        });
        Golden.check("account-life", table.toString());
    }

    private static String text(Answer answer) {
        return switch (answer) {
            case Answer.Moved(AccountStatus to) -> to.text();
            case Answer.Stays() -> "(stays)";
            case Answer.Refused(AccountProblem why) -> "(refused: " + why.code() + ")";
        };
    }

    private static Map<String, Event> events() {
        var events = new LinkedHashMap<String, Event>();
        events.put("edited", new Event.Edited());
        events.put("submitted", new Event.Submitted(false));
        events.put("submitted, a finding blocks", new Event.Submitted(true));
        events.put("approved by another person", new Event.Approved(false, false));
        events.put("approved, a finding blocks", new Event.Approved(true, false));
        events.put("approved, a finding is not acknowledged", new Event.Approved(false, true));
        events.put("test deposit seen or vouched for", new Event.Vouched());
        events.put("time passed, still cooling off", new Event.TimePassed(false, true));
        events.put("time passed, deposit not seen", new Event.TimePassed(true, false));
        events.put("time passed, all conditions met", new Event.TimePassed(true, true));
        events.put("rejected", new Event.Rejected());
        events.put("another account took over", new Event.TakenOver());
        events.put("closing proposed", new Event.ClosingProposed());
        events.put("closing agreed by another person", new Event.Closed());
        return events;
    }
}
