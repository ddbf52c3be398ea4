package vn.phigate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.platform.db.Db;

/** The pages and lists that finance staff open, over all those lines: medians of 20 requests after three to warm up. */
final class PagesBench {
    private static final int REQUESTS = 20;
    private final GatewayProcess service;
    private final Db db;

    PagesBench(GatewayProcess service, Db db) {
        this.service = service;
        this.db = db;
    }

    void run(String account) throws IOException, InterruptedException {
        db.run("vacuum analyze");
        String file = db.get(
                        "select cast(f.id as text) as id from reconciliation.statement_file f order by f.id limit 1")
                .orElseThrow()
                .text("id");
        String reference = db.get("select reference from bench.payment where number = 1")
                .orElseThrow()
                .text("reference");
        var paths = new LinkedHashMap<String, String>();
        paths.put("the morning", "/?day=" + BankDay.DAY);
        paths.put("an account's day", "/accounts/" + account + "/" + BankDay.DAY);
        paths.put("discrepancies", "/discrepancies");
        paths.put("search by code", "/search?q=" + reference);
        paths.put("search by text", "/search?q=nop+tien");
        paths.put("search, nothing found", "/search?q=KHONGCOGI");
        paths.put("files", "/statements");
        paths.put("a file", "/statements/" + file);
        paths.put("API statements", "/v1/statements?business_day=" + BankDay.DAY);
        paths.put("API a file", "/v1/statements/" + file);
        paths.put("API matches", "/v1/matches?business_day=" + BankDay.DAY + "&limit=500");
        paths.put("API discrepancies", "/v1/discrepancies?status=open&limit=500");
        paths.put("API closings", "/v1/closings?business_day=" + BankDay.DAY);
        for (Map.Entry<String, String> each : paths.entrySet()) {
            List<Double> millis = new ArrayList<>();
            int status = 0;
            for (int i = -3; i < REQUESTS; i++) {
                long began = System.nanoTime();
                status = service.status(each.getValue());
                if (i >= 0) {
                    millis.add((System.nanoTime() - began) / 1e6);
                }
            }
            double median = millis.stream().sorted().toList().get(REQUESTS / 2);
            MatchingBench.say(
                    "%-24s median %6.0f ms, status %d%s",
                    each.getKey(), median, status, median > 300 ? "  ABOVE 300 ms" : "");
        }
    }
}
