package vn.phigate.reconciliation.closing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Puts every part of every line into exactly one bucket, or refuses. A line consists of what its matches take and of its open rest: the matches must add up to
 * what is taken, each must be of a kind that has a bucket, and the rest must stand open for exactly one reason.
 */
final class SortLines {
    private SortLines() {}

    /**
     * @param matches those that stand, by line
     * @param open open discrepancies of these lines
     * @throws vn.phigate.gateway.platform.http.Refusal {@code not_reconciled}, {@code bucket_unknown} or {@code in_two_buckets}
     */
    static List<Bucket> into(Collection<BankLine> lines, Map<UUID, List<Match>> matches, Collection<Discrepancy> open) {
        Map<UUID, Discrepancy> reasons = new HashMap<>();
        Set<UUID> twice = new HashSet<>();
        for (Discrepancy each : open) {
            BankLine line = each.line();
            if (line != null && reasons.put(line.id(), each) != null) {
                twice.add(line.id());
            }
        }
        Map<Fate, List<Bucket.Item>> items = new TreeMap<>(Fate.ORDER);
        List<BankLine> without = new ArrayList<>();
        for (BankLine line : lines) {
            long taken = 0;
            for (Match match : matches.getOrDefault(line.id(), List.of())) {
                Fate fate = Fate.ofOutcome(match.outcome())
                        .orElseThrow(() -> ClosingProblem.BUCKET_UNKNOWN
                                .refusal()
                                .with("line", line.id())
                                .with("outcome", match.outcome()));
                taken = Math.addExact(taken, match.amountVnd());
                items.computeIfAbsent(fate, f -> new ArrayList<>())
                        .add(new Bucket.Item(
                                line.id(),
                                line.bankReference(),
                                match.amountVnd(),
                                match.paymentId(),
                                match.dossiers(),
                                match.rule()));
            }
            boolean whole = line.openVnd() == 0 && line.amountVnd() != 0;
            Discrepancy reason = reasons.get(line.id());
            if (taken + line.openVnd() != line.amountVnd() || twice.contains(line.id()) || whole && reason != null) {
                throw ClosingProblem.IN_TWO_BUCKETS
                        .refusal()
                        .with("line", line.id())
                        .with("amount_vnd", line.amountVnd())
                        .with("matched_vnd", taken)
                        .with("open_vnd", line.openVnd());
            }
            if (whole) {
                continue;
            }
            if (reason == null) {
                without.add(line);
            } else {
                items.computeIfAbsent(Fate.ofOpen(reason), f -> new ArrayList<>())
                        .add(new Bucket.Item(line.id(), line.bankReference(), line.openVnd(), null, null, null));
            }
        }
        if (!without.isEmpty()) {
            throw ClosingProblem.NOT_RECONCILED
                    .refusal()
                    .with("lines", without.size())
                    .with(
                            "amount_vnd",
                            without.stream().mapToLong(BankLine::openVnd).sum());
        }
        return items.entrySet().stream()
                .map(e -> Bucket.of(e.getKey(), e.getValue()))
                .toList();
    }
}
