package vn.phigate.gateway.payments;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.PaymentLife.Answer;
import vn.phigate.gateway.payments.PaymentLife.Event;
import vn.phigate.gateway.payments.PaymentLife.Others;
import vn.phigate.testsupport.Golden;

class PaymentLifeTest {
    private static final Map<String, Event> EVENTS = events();

    @Test
    void everyArrowIsAsCommitted() {
        var table = new StringBuilder();
        EVENTS.forEach((name, event) -> {
            table.append(name).append('\n');
            for (PaymentStatus now : PaymentStatus.values()) {
                table.append("  %-18s -> %s\n".formatted(now.text(), text(PaymentLife.next(now, event))));
            }
        });
        Golden.check("payment-life", table.toString());
    }

    private static String text(Answer answer) {
        return switch (answer) {
            case Answer.Moved(PaymentStatus to, CaseType opens) ->
                to.text() + (opens == null ? "" : " + case " + opens.text());
            case Answer.Repeated() -> "(repeated)";
            case Answer.Contradicts(CaseType opens) -> "(contradicts) + case " + opens.text();
        };
    }

    private static Map<String, Event> events() {
        var events = new LinkedHashMap<String, Event>();
        events.put("attempt started", new Event.AttemptStarted());
        events.put("money arrived", new Event.MoneyArrived(false));
        events.put("money arrived, told before", new Event.MoneyArrived(true));
        events.put("declined", new Event.Declined(Others.OVER, false, false));
        events.put("declined, another attempt is pending", new Event.Declined(Others.AWAITED, false, false));
        events.put("declined, another attempt is unclear", new Event.Declined(Others.UNKNOWN, false, false));
        events.put("declined, told before", new Event.Declined(Others.OVER, true, false));
        events.put("declined, of this attempt money had been reported", new Event.Declined(Others.OVER, false, true));
        events.put("unclear", new Event.Unclear(false, false));
        events.put("unclear, told before", new Event.Unclear(true, false));
        events.put("unclear, of this attempt money had been reported", new Event.Unclear(false, true));
        events.put("another amount", new Event.AmountDiffered());
        events.put("cancelled", new Event.Cancelled(false));
        events.put("cancelled, money may still come", new Event.Cancelled(true));
        events.put("taken back by two people", new Event.TakenBack());
        events.put("time ran out", new Event.TimeRanOut());
        return events;
    }
}
