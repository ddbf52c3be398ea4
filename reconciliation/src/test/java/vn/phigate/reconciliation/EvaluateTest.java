package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.reconciliation.evaluation.Report;
import vn.phigate.reconciliation.evaluation.Size;
import vn.phigate.testsupport.Database;

/** A small month through the same code as {@code evaluate}; the whole one is run by hand. */
@Database
class EvaluateTest {
    private static final Path CONFIG = Path.of(System.getProperty("phigate.root", ".."), "config");
    private static final long SEED = 1_500;

    @Test
    void decidesNothingWrongly_andClosesEveryDay_inASmallMonth(DbSettings database) {
        Report report = EvaluateCommand.evaluate(database, CONFIG, new Size(SEED, 1_200, 4, 2), 8, progress -> {});
        String all = report.wrong() + "\n" + report.missed() + "\n" + report.classes() + "\n" + report.close();
        assertThat(report.right()).as(all).isEqualTo(report.automatic());
        assertThat(report.close().closed()).as(all).isEqualTo(report.close().accountDays());
        assertThat(report.close().unlisted()).as(all).isZero();
        assertThat(report.close().ledgerSumVnd()).as(all).isZero();
        assertThat(report.recall()).as(all).isGreaterThanOrEqualTo(0.995);
        assertThat(report.passed()).as(all).isTrue();
        assertThat(report.lines()).isGreaterThan(500);
    }
}
