package vn.phigate.gateway.catalogue;

import java.util.ArrayList;
import java.util.List;

/** Collects findings: all are counted, the first thousand kept, so that a file of nothing but faults stays small in memory. */
final class Findings {
    private static final int MOST_KEPT = 1_000;

    private final List<Finding> kept = new ArrayList<>();
    private long errors;
    private long notices;

    void add(Finding finding) {
        if (finding.severity().equals("error")) {
            errors++;
        } else {
            notices++;
        }
        if (kept.size() < MOST_KEPT) {
            kept.add(finding);
        }
    }

    List<Finding> kept() {
        return List.copyOf(kept);
    }

    long errors() {
        return errors;
    }

    long notices() {
        return notices;
    }
}
