package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.util.List;
import vn.phigate.reconciliation.evaluation.Report;

/** The report of an evaluation, for people. */
record EvaluateText(PrintStream out) {
    void print(Report report) {
        shares("lớp / class", report.classes());
        shares("quy tắc / rule", report.rules());
        shares("ngân hàng / bank", report.banks());
        cases("GHÉP SAI / WRONG MATCHES", report.wrong());
        cases("BỎ SÓT / LEFT THOUGH DECIDABLE", report.missed());
        out.println();
        report.stages()
                .forEach(stage -> out.printf(
                        "%-24s %8d  %9.2f s  %8d / s%n",
                        stage.name(), stage.count(), stage.seconds(), stage.perSecond()));
        Report.Close close = report.close();
        out.printf(
                "%nChốt sổ / closed: %d of %d account-days, %d open items listed, %d lines unlisted, Σ ledger %d đồng; refused %s%n",
                close.closed(),
                close.accountDays(),
                close.openItems(),
                close.unlisted(),
                close.ledgerSumVnd(),
                close.refused());
        out.printf(
                "%d hồ sơ / dossiers, %d ngày / days, %d tệp / files, %d dòng / lines, seed %d%n",
                report.dossiers(), report.days(), report.files(), report.lines(), report.seed());
        out.printf(
                "Độ chính xác / precision %s (%d of %d)   Độ phủ / recall %s (%d of %d)   Không cần người / without a person %s%n",
                EvaluateCommand.percent(report.precision()),
                report.right(),
                report.automatic(),
                EvaluateCommand.percent(report.recall()),
                report.found(),
                report.decidable(),
                EvaluateCommand.percent(report.withoutPerson()));
        out.println(report.passed() ? "ĐẠT / PASSED" : "KHÔNG ĐẠT / FAILED");
    }

    private void shares(String of, List<Report.Share> shares) {
        out.printf("%n%-28s %-10s %8s %8s %8s %9s %9s%n", of, "", "lines", "auto", "right", "decidable", "found");
        shares.forEach(share -> out.printf(
                "%-28s %-10s %8d %8d %8d %9d %9d%n",
                share.name(),
                share.fate(),
                share.lines(),
                share.automatic(),
                share.right(),
                share.decidable(),
                share.found()));
    }

    private void cases(String title, List<Report.Case> cases) {
        if (!cases.isEmpty()) {
            out.printf("%n%s%n", title);
        }
        cases.forEach(each -> out.printf(
                "  %s %s %,d đồng «%s»%n      %s %s; %s%n",
                each.account(),
                each.day(),
                each.amountVnd(),
                each.narrative(),
                each.truth(),
                each.whose(),
                each.decided().isEmpty() ? "left to a person" : each.decided()));
    }
}
