package vn.phigate.reconciliation.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.reports.Reports.JudgedLine;

/** A narrative cut where evidence begins and ends; the parts in their order are the narrative, character for character. */
public record Marked(List<Part> parts) {
    public record Part(String text, boolean marked) {}

    /** A stretch in UTF-16 characters, {@code to} exclusive. */
    record Span(int from, int to) {}

    static Marked of(String narrative, List<Span> spans) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (Span span :
                spans.stream().sorted(Comparator.comparingInt(Span::from)).toList()) {
            int from = Math.max(at, span.from);
            int to = Math.min(narrative.length(), span.to);
            if (from >= to) {
                continue;
            }
            if (from > at) {
                parts.add(new Part(narrative.substring(at, from), false));
            }
            parts.add(new Part(narrative.substring(from, to), true));
            at = to;
        }
        if (at < narrative.length()) {
            parts.add(new Part(narrative.substring(at), false));
        }
        return new Marked(parts);
    }

    /** What the line was matched by, or what its discrepancy points at. */
    static Marked of(JudgedLine judged) {
        List<Span> spans = new ArrayList<>();
        for (Match match : judged.matches()) {
            spans.add(new Span(match.evidence().from(), match.evidence().to()));
        }
        Discrepancy discrepancy = judged.discrepancy();
        if (spans.isEmpty() && discrepancy != null) {
            discrepancy.candidates().forEach(candidate -> spans.add(new Span(candidate.from(), candidate.to())));
        }
        return of(judged.line().narrative(), spans);
    }
}
