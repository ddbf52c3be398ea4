package vn.phigate.reconciliation.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import vn.phigate.gateway.platform.http.Json;

/** The requests to reconcile, each kept with its answer. */
final class Runs {
    static final String BEGIN = """
            insert into reconciliation.run (id, business_day, account_id, rule_version, requested_by, request_key, started_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict on constraint run_key_once do nothing
            """;
    static final String OF_KEY =
            "select id, business_day, account_id, answer from reconciliation.run where requested_by = ? and request_key = ?";
    static final String FINISH =
            "update reconciliation.run set finished_at = ?, answer = ? where id = ? and finished_at is null";
    static final String LAST = """
            select finished_at, requested_by, answer from reconciliation.run
            where business_day = cast(? as date) and account_id is null and finished_at is not null order by finished_at desc limit 1
            """;

    private Runs() {}

    static Matching.Ran answer(String json) {
        try {
            return Json.MAPPER.readValue(json, Matching.Ran.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored run cannot be read", e);
        }
    }
}
