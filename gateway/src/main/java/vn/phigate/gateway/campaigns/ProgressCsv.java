package vn.phigate.gateway.campaigns;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The progress of a campaign as a file for spreadsheets. */
final class ProgressCsv {
    private ProgressCsv() {}

    static byte[] write(Campaign campaign, List<Progress> all, LocalDate today) {
        var csv = new CsvExport(
                "agency",
                "name",
                "stage",
                "registered_on",
                "approved_on",
                "active_on",
                "configured_on",
                "days_late_to_register",
                "days_late_to_configure",
                "overdue");
        for (Progress each : all) {
            csv.row(
                    each.agency(),
                    each.agencyName(),
                    each.stage().text(),
                    day(each.registeredAt()),
                    day(each.approvedAt()),
                    day(each.activeAt()),
                    day(each.configuredAt()),
                    each.daysLateToRegister(campaign, today),
                    each.daysLateToConfigure(campaign, today),
                    each.overdue(campaign, today));
        }
        return csv.bytes();
    }

    private static @Nullable LocalDate day(@Nullable Instant at) {
        return at == null ? null : BusinessDay.of(at);
    }
}
