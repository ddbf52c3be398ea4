package vn.phigate.reconciliation.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was meant and what was seen; a difference is kept in words and ends the run with exit code 1. */
final class Proof {
    private static final int PRINTED_DIFFERENCES = 50;

    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int held;

    /** Whether it held, too, so that a caller can go no further where it did not. */
    boolean expect(boolean holds, String what, Object seen) {
        if (holds) {
            held++;
        } else {
            differences.add(what + " — thấy [seen]: " + seen);
        }
        return holds;
    }

    void differs(String what) {
        differences.add(what);
    }

    /** One more of an outcome, for the table at the end. */
    void count(String outcome) {
        count(outcome, 1);
    }

    void count(String outcome, int more) {
        counts.merge(outcome, more, Integer::sum);
    }

    int counted(Collection<String> outcomes) {
        return outcomes.stream()
                .mapToInt(outcome -> counts.getOrDefault(outcome, 0))
                .sum();
    }

    boolean holds() {
        return differences.isEmpty();
    }

    void printCounts(PrintStream out) {
        counts.forEach((outcome, count) -> out.printf("  %6d  %s%n", count, outcome));
    }

    void printVerdict(PrintStream out) {
        if (holds()) {
            out.printf("KẾT LUẬN: khớp hoàn toàn, %d điều kiểm tra đều đúng [everything holds].%n", held);
            return;
        }
        out.printf("KẾT LUẬN: có %d điểm khác [differences], %d điều đúng:%n", differences.size(), held);
        differences.stream().limit(PRINTED_DIFFERENCES).forEach(difference -> out.println("  ✗ " + difference));
        if (differences.size() > PRINTED_DIFFERENCES) {
            out.printf("  … và %d điểm nữa [more]%n", differences.size() - PRINTED_DIFFERENCES);
        }
    }
}
