package vn.phigate.reconciliation.web;

import java.util.List;
import vn.phigate.reconciliation.reports.Reports.JudgedLine;
import vn.phigate.reconciliation.statements.BankLine;

/** A line in a list, with what became of it. */
public record LineView(JudgedLine judged, Marked narrative) {
    public BankLine line() {
        return judged.line();
    }

    /** The sheet where its whole day stands. */
    public String sheet() {
        return AccountPages.address(line().account(), line().bookedOn());
    }

    /** Dossiers that it paid, joined; empty while it is open. */
    public String dossiers() {
        return String.join(
                ", ",
                judged.matches().stream()
                        .map(match -> match.dossiers())
                        .distinct()
                        .toList());
    }

    static List<LineView> of(List<JudgedLine> lines) {
        return lines.stream().map(line -> new LineView(line, Marked.of(line))).toList();
    }
}
