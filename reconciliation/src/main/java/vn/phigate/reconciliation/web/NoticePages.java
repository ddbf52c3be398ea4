package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.notices.Notices.Held;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;

/** A day's notices against its lines: what the bank never booked, and what nobody announced. */
final class NoticePages {
    private static final int SHOWN = 200;
    private static final int A_LOOK = 500;

    private final Db db;
    private final Notices notices;
    private final Drawing drawing;
    private final InstantSource clock;

    NoticePages(Db db, Notices notices, Drawing drawing, InstantSource clock) {
        this.db = db;
        this.notices = notices;
        this.drawing = drawing;
        this.clock = clock;
    }

    Reply show(Request request) {
        LocalDate day = day(request);
        NoticeBook.Status status =
                request.query("status").map(NoticePages::status).orElse(null);
        NoticesView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return new NoticesView(
                    day,
                    status,
                    notices.day(tx, day),
                    notices.list(tx, day, status, Paging.START, SHOWN),
                    notices.unannounced(tx, day, Paging.START, SHOWN),
                    SHOWN);
        });
        return drawing.show(request, 200, "notices.jte", drawing.wording(request), view);
    }

    /** Both lists as one file each: {@code list=notices} or {@code list=unannounced}. */
    Reply export(Request request) {
        LocalDate day = day(request);
        boolean lines = switch (request.query("list").orElse("notices")) {
            case "notices" -> false;
            case "unannounced" -> true;
            case String other ->
                throw HttpProblem.field(
                        "list", other, "cần notices hoặc unannounced.", "notices or unannounced is needed.");
        };
        byte[] file = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return lines ? unannounced(tx, day) : told(tx, day);
        });
        return Reply.bytes("text/csv; charset=utf-8", file)
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + (lines ? "lines-unannounced-" : "notices-") + day + ".csv\"");
    }

    private byte[] told(Sql sql, LocalDate day) {
        var csv = new CsvExport(
                "account",
                "agency",
                "status",
                "outcome",
                "services",
                "bank_reference",
                "amount_vnd",
                "business_day",
                "narrative",
                "line_reference",
                "line_amount_vnd",
                "line_day");
        UUID after = Paging.START;
        List<Held> page;
        do {
            page = notices.list(sql, day, null, after, A_LOOK);
            for (Held held : page) {
                var told = held.told();
                BankLine line = held.line();
                csv.row(
                        told.account(),
                        held.owner() == null ? null : held.owner().name(),
                        told.status(),
                        told.outcome(),
                        String.join(" ", told.services()),
                        told.bankReference(),
                        told.amountVnd(),
                        told.day(),
                        told.narrative(),
                        line == null ? null : line.bankReference(),
                        line == null ? null : line.amountVnd(),
                        line == null ? null : line.bookedOn());
                after = held.id();
            }
        } while (page.size() == A_LOOK);
        return csv.bytes();
    }

    private byte[] unannounced(Sql sql, LocalDate day) {
        var csv = new CsvExport("account", "bank_reference", "amount_vnd", "booked_on", "narrative", "file_line");
        UUID after = Paging.START;
        List<BankLine> page;
        do {
            page = notices.unannounced(sql, day, after, A_LOOK);
            for (BankLine line : page) {
                csv.row(
                        line.account(),
                        line.bankReference(),
                        line.amountVnd(),
                        line.bookedOn(),
                        line.narrative(),
                        line.fileLine());
                after = line.id();
            }
        } while (page.size() == A_LOOK);
        return csv.bytes();
    }

    private LocalDate day(Request request) {
        return request.queryDate("day")
                .orElseGet(() -> BusinessDay.of(clock.instant()).minusDays(1));
    }

    private static NoticeBook.@Nullable Status status(String text) {
        return text.isEmpty()
                ? null
                : NoticeBook.Status.parse(text)
                        .orElseThrow(() -> HttpProblem.field(
                                "status", text, "không có tình trạng này.", "there is no such status."));
    }
}
