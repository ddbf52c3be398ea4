package vn.phigate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.platform.db.Db;

/** Holds what the callers were told against what the database holds. */
final class Books {
    private static final int CHUNK = 20_000;
    private static final String FACTS = """
            select cast(right(a.order_id, 10) as integer) as number, p.status = 'paid' and a.status = 'paid' and p.provider_times = 1 and p.surplus_vnd = 0 as paid,
                   (select count(*) from gateway.ledger_transfer t where t.payment_id = p.id and t.amount_vnd = p.amount_vnd and t.kind = 'provider_paid') as transfers,
                   (select count(*) from gateway.settlement s where s.payment_id = p.id) as settlements,
                   (select count(*) from gateway.open_claim c where c.payment_id = p.id) as claims,
                   (select count(*) from gateway.outbox o where o.payment_id = p.id and o.kind in ('payment.paid', 'receipt_due')) as told,
                   (select string_agg(convert_from(e.content, 'UTF8'), ' ') from gateway.evidence e where e.payment_id = p.id) as evidence
            from gateway.attempt a join gateway.payment p on p.id = a.payment_id
            where a.provider = 'vnpay' and a.order_id between ? and ?
            """;

    private final Db db;
    /** Outcomes by index of the request, of all runs. */
    private final Map<Integer, Short> told = new HashMap<>();

    Books(Db db) {
        this.db = db;
    }

    void heard(Path outcomes) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(outcomes));
        for (int i = 0; bytes.hasRemaining(); i++) {
            short outcome = bytes.getShort();
            if (outcome != LoadGenerator.UNKNOWN) {
                told.put(i + 1, outcome);
            }
        }
    }

    private record Facts(
            int number, boolean paid, long transfers, long settlements, long claims, long told, String evidence) {
        boolean wholeOnce(String query) {
            return paid && transfers == 1 && settlements == 1 && claims == 0 && told == 2 && evidence.equals(query);
        }

        boolean untouched() {
            return !paid && transfers == 0 && settlements == 0 && claims == 1 && told == 0 && evidence.isEmpty();
        }
    }

    /** @return what does not agree; empty when everything does */
    List<String> check(int payments) {
        var wrong = new ArrayList<String>();
        for (int from = 1; from <= payments; from += CHUNK) {
            int to = Math.min(payments, from + CHUNK - 1);
            List<Facts> rows = db.list(
                    FACTS,
                    row -> new Facts(
                            (int) row.whole("number"),
                            row.flag("paid"),
                            row.whole("transfers"),
                            row.whole("settlements"),
                            row.whole("claims"),
                            row.whole("told"),
                            row.textOrNull("evidence") == null ? "" : row.text("evidence")),
                    Population.orderId(from),
                    Population.orderId(to));
            if (rows.size() != to - from + 1) {
                wrong.add("payments " + from + " to " + to + ": " + rows.size());
            }
            for (Facts row : rows) {
                Short outcome = told.get(row.number);
                boolean whole = row.wholeOnce(Population.signedQuery(row.number));
                boolean agrees = outcome == null
                        ? whole || row.untouched()
                        : outcome == 0 ? whole : outcome == 503 && row.untouched();
                if (!agrees && wrong.size() < 20) {
                    wrong.add("told " + outcome + ": " + row);
                }
            }
        }
        return wrong;
    }

    long confirmed() {
        return told.values().stream().filter(outcome -> outcome == 0).count();
    }
}
