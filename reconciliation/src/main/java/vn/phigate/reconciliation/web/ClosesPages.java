package vn.phigate.reconciliation.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.reconciliation.closing.CityDay;
import vn.phigate.reconciliation.closing.ClosingProblem;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.PeriodClosing;
import vn.phigate.reconciliation.closing.PeriodClosing.Kind;
import vn.phigate.reconciliation.closing.PeriodClosings;

/** The close of the city's day and month, and what is on its way by the day it is due. */
final class ClosesPages {
    private final Db db;
    private final Closings closings;
    private final PeriodClosings periods;
    private final Drawing drawing;

    ClosesPages(Db db, Closings closings, PeriodClosings periods, Drawing drawing) {
        this.db = db;
        this.closings = closings;
        this.periods = periods;
        this.drawing = drawing;
    }

    Reply show(Request request) {
        return show(request, 200, null);
    }

    private Reply show(Request request, int status, @Nullable Refusal refused) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        ClosesView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return view(tx, day, refused);
        });
        return drawing.show(request, status, "closes.jte", drawing.wording(request, view.address()), view);
    }

    private ClosesView view(Sql sql, LocalDate day, @Nullable Refusal refused) {
        PeriodClosing closing = periods.find(sql, Kind.CITY_DAY, null, day).orElse(null);
        PeriodClosing month =
                periods.find(sql, Kind.CITY_MONTH, null, day.withDayOfMonth(1)).orElse(null);
        Map<LocalDate, List<ClosesView.Due>> due = new TreeMap<>();
        closings.inTransit(sql, day)
                .forEach((account, items) -> items.forEach(item -> {
                    LocalDate on = item.dueOn();
                    if (on != null) {
                        due.computeIfAbsent(on, d -> new ArrayList<>()).add(new ClosesView.Due(account, item));
                    }
                }));
        return new ClosesView(day, content(sql, day, closing), closing, month, due, refused);
    }

    private @Nullable CityDay content(Sql sql, LocalDate day, @Nullable PeriodClosing closing) {
        if (closing != null && closing.closed()) {
            try {
                return Json.MAPPER.treeToValue(closing.content(), CityDay.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored closing cannot be read", e);
            }
        }
        try {
            return periods.look(sql, day);
        } catch (Refusal refusal) {
            if (refusal.type() == ClosingProblem.NOTHING_CLOSED) {
                return null;
            }
            throw refusal;
        }
    }

    Reply prepareDay(Request request) {
        return act(request, (tx, day, by) -> periods.prepareDay(tx, day, by));
    }

    Reply signDay(Request request) {
        return act(request, (tx, day, by) -> sign(tx, Kind.CITY_DAY, day, by));
    }

    Reply prepareMonth(Request request) {
        return act(request, (tx, day, by) -> periods.prepareMonth(tx, null, YearMonth.from(day), by));
    }

    Reply signMonth(Request request) {
        return act(request, (tx, day, by) -> sign(tx, Kind.CITY_MONTH, day.withDayOfMonth(1), by));
    }

    private PeriodClosing sign(Tx tx, Kind kind, LocalDate period, String by) {
        return periods.sign(
                tx,
                periods.find(tx, kind, null, period)
                        .orElseThrow(ClosingProblem.CLOSING_UNKNOWN::refusal)
                        .id(),
                by);
    }

    private interface Act {
        Object on(Tx tx, LocalDate day, String by);
    }

    /** What was refused is told on the same page. */
    private Reply act(Request request, Act act) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        try {
            db.inTransaction(tx -> act.on(tx, day, request.caller().name()));
        } catch (Refusal refusal) {
            if (!(refusal.type() instanceof ClosingProblem)) {
                throw refusal;
            }
            return show(request, refusal.type().status(), refusal);
        }
        return Reply.seeOther("/closes/" + day);
    }
}
