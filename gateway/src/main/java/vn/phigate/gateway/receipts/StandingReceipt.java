package vn.phigate.gateway.receipts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;

/**
 * A receipt as it holds now: its words with what notices put right since, and beside its lines what the books still have of them. Lines belong to obligations, not to
 * places: what was given back leaves the books, and the lines after it stay what they were.
 *
 * @param content the words that hold; amounts as printed
 * @param books what this payment settled of the dossier, in the order of the dossier
 */
record StandingReceipt(ReceiptContent content, List<Booked> books) {
    private static final String PUT_RIGHT = """
            select c.errors from gateway.receipt_correction c join gateway.paper p on p.id = c.paper_id
            where c.receipt_id = ? order by p.issued_at, p.id
            """;
    private static final String BOOKS = """
            select o.id, o.kind, o.name, o.legal_basis, o.amount_vnd - coalesce((
                       select sum(x.amount_vnd) from gateway.refund_item x join gateway.refund f on f.id = x.refund_id
                       where x.obligation_id = o.id and f.payment_id = s.payment_id and f.status = 'done'), 0)::bigint as left_vnd,
                   case when r.obligations is null then row_number() over (order by o.position) else array_position(r.obligations, o.id) end as line
            from gateway.receipt r join gateway.settlement s on s.payment_id = r.payment_id
            join gateway.obligation o on o.id = s.obligation_id and o.dossier_id = r.dossier_id
            where r.id = ? order by o.position
            """;

    /**
     * What was settled of one obligation.
     *
     * @param line of the receipt, from 1; null when it has none for it
     * @param leftVnd what was not given back
     */
    record Booked(
            UUID obligation,
            String name,
            ReceiptContent.LineKind kind,
            String legalBasis,
            long leftVnd,
            @Nullable Integer line) {}

    static StandingReceipt of(Tx tx, Row receipt) {
        ReceiptContent content = ReceiptContent.fromJson(Json.tree(receipt.text("content")));
        for (Row notice : tx.list(PUT_RIGHT, row -> row, receipt.uuid("id"))) {
            content = Misprint.putRight(
                    content,
                    CorrectionJson.errors(notice.text("errors")).texts(),
                    content.collector().taxCode());
        }
        List<Row> rows = tx.list(BOOKS, row -> row, receipt.uuid("id"));
        // A receipt with other lines than the books is a fault of ours: nobody knows which line is of what.
        boolean same =
                rows.stream().filter(row -> row.wholeOrNull("line") != null).count()
                        == content.lines().size();
        List<Booked> books = rows.stream()
                .map(row -> {
                    Long line = row.wholeOrNull("line");
                    return new Booked(
                            row.uuid("id"),
                            row.text("name"),
                            ReceiptContent.LineKind.valueOf(row.text("kind")),
                            row.text("legal_basis"),
                            row.whole("left_vnd"),
                            same && line != null ? Math.toIntExact(line) : null);
                })
                .toList();
        return new StandingReceipt(content, books);
    }

    /** What the books still have of a line of the receipt. */
    Optional<Booked> left(int line) {
        return left().stream()
                .filter(booked -> booked.line != null && booked.line == line)
                .findFirst();
    }

    List<Booked> left() {
        return books.stream().filter(booked -> booked.leftVnd > 0).toList();
    }

    /** The lines of a replacement: words as they hold, amounts by the books. */
    List<ReceiptContent.Line> lines() {
        return left().stream()
                .map(booked -> {
                    ReceiptContent.Line written =
                            booked.line == null ? null : content.lines().get(booked.line - 1);
                    return written == null
                            ? new ReceiptContent.Line(booked.name, booked.kind, booked.leftVnd, booked.legalBasis)
                            : new ReceiptContent.Line(
                                    written.name(), written.kind(), booked.leftVnd, written.legalBasis());
                })
                .toList();
    }

    /** Every line of the receipt, and what the books have beside them. */
    List<Correction.Amount> amounts() {
        var amounts = new ArrayList<Correction.Amount>();
        for (int i = 0; i < content.lines().size(); i++) {
            ReceiptContent.Line line = content.lines().get(i);
            amounts.add(new Correction.Amount(
                    line.name(),
                    line.amountVnd(),
                    left(i + 1).map(Booked::leftVnd).orElse(0L)));
        }
        left().stream()
                .filter(booked -> booked.line == null)
                .forEach(booked -> amounts.add(new Correction.Amount(booked.name, 0, booked.leftVnd)));
        return amounts;
    }
}
