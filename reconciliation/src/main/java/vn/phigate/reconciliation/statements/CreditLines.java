package vn.phigate.reconciliation.statements;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;

/** Lines of money in, for whoever holds them against what was announced. */
final class CreditLines {
    private static final String COUNTS = """
            select account_id, count(*) as times from reconciliation.statement_line
            where account_id = any(cast(? as uuid[])) and booked_on = cast(? as date) and amount_vnd > 0 group by account_id
            """;
    private static final String IDS = """
            select id from reconciliation.statement_line
            where account_id = any(cast(? as uuid[])) and booked_on = cast(? as date) and amount_vnd > 0 and id > ? order by id limit ?
            """;

    private CreditLines() {}

    static Map<UUID, Long> counts(Sql sql, Collection<UUID> accounts, LocalDate day) {
        Map<UUID, Long> counts = new HashMap<>();
        sql.list(COUNTS, row -> row, accounts.toArray(UUID[]::new), day)
                .forEach(row -> counts.put(row.uuid("account_id"), row.whole("times")));
        return counts;
    }

    static List<UUID> ids(Sql sql, Collection<UUID> accounts, LocalDate day, UUID after, int limit) {
        return sql.list(IDS, row -> row.uuid("id"), accounts.toArray(UUID[]::new), day, after, (long) limit);
    }
}
