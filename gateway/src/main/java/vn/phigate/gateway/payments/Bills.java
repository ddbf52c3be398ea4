package vn.phigate.gateway.payments;

import java.util.List;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.providers.Bill;

/** What orders are for, out of the books. */
public final class Bills implements Bill.Source {
    private static final String ITEMS = """
            select d.code, d.procedure_code, coalesce(d.payer_name, '') as payer, r.name as procedure_name, g.name as agency_name, c.holder,
                   coalesce((select k.code from gateway.agency_code k where k.agency_id = d.agency_id and k.valid @> d.received_on), '') as agency,
                   o.fee_item_id, o.kind, o.name, i.amount_vnd
            from gateway.attempt a
            join gateway.payment p on p.id = a.payment_id
            join gateway.collection_account c on c.id = p.account_id
            join gateway.payment_item i on i.payment_id = a.payment_id
            join gateway.obligation o on o.id = i.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            join gateway.procedure r on r.code = d.procedure_code
            join gateway.agency g on g.id = d.agency_id
            where a.provider = ? and a.order_id = ? order by d.code, o.position
            """;

    private final Sql sql;

    public Bills(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Bill of(String provider, String orderId) {
        List<Row> rows = sql.list(ITEMS, row -> row, provider, orderId);
        Row first = rows.getFirst();
        return new Bill(
                rows.stream().map(row -> row.text("code")).distinct().toList(),
                first.text("procedure_code"),
                first.text("procedure_name"),
                first.text("agency"),
                first.text("agency_name"),
                rows.stream()
                                .map(row -> row.text("procedure_code") + " " + row.text("agency"))
                                .distinct()
                                .count()
                        == 1,
                first.text("holder"),
                first.text("payer"),
                rows.stream()
                        .map(row -> new Bill.Item(
                                row.whole("fee_item_id"),
                                row.text("kind").equals("CHARGE"),
                                row.text("name"),
                                row.whole("amount_vnd")))
                        .toList());
    }
}
