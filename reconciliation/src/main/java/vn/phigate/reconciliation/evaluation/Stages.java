package vn.phigate.reconciliation.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long each stage took, over all days, and what it did in that time. */
final class Stages {
    private final Map<String, long[]> byName = new LinkedHashMap<>();

    /** @param count things done, of the kind that the stage's name says */
    void time(String name, long count, Runnable work) {
        long from = System.nanoTime();
        work.run();
        long[] sum = byName.computeIfAbsent(name, n -> new long[2]);
        sum[0] += count;
        sum[1] += System.nanoTime() - from;
    }

    List<Report.Stage> report() {
        var stages = new ArrayList<Report.Stage>();
        byName.forEach((name, sum) -> stages.add(new Report.Stage(
                name, sum[0], Math.round(sum[1] / 1e7) / 100.0, Math.round(sum[0] * 1e9 / Math.max(1, sum[1])))));
        return stages;
    }
}
