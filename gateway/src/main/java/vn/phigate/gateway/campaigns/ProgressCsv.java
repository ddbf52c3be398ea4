package vn.phigate.gateway.campaigns;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The progress of a campaign as a file for spreadsheets: RFC 4180, with a byte-order mark so that Excel reads it as UTF-8. */
final class ProgressCsv {
    private ProgressCsv() {}

    static byte[] write(Campaign campaign, List<Progress> all, LocalDate today) {
        var text = new StringWriter();
        text.write('\uFEFF');
        try (var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            csv.writeRecord(
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
                csv.writeRecord(
                        harmless(each.agency()),
                        harmless(each.agencyName()),
                        each.stage().text(),
                        day(each.registeredAt()),
                        day(each.approvedAt()),
                        day(each.activeAt()),
                        day(each.configuredAt()),
                        String.valueOf(each.daysLateToRegister(campaign, today)),
                        String.valueOf(each.daysLateToConfigure(campaign, today)),
                        String.valueOf(each.overdue(campaign, today)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A cell that begins like a formula is run by spreadsheets (OWASP, CSV Injection): it gets an apostrophe before it. Full-width forms count, because
     * spreadsheets of East Asian languages read them alike; so does what stands behind blanks, which some trim.
     */
    static String harmless(String cell) {
        String seen = cell.stripLeading();
        boolean formula = !seen.isEmpty() && "=+-@|%\uFF1D\uFF0B\uFF0D\uFF20".indexOf(seen.charAt(0)) >= 0;
        boolean control = !cell.isEmpty() && "\t\r\n\0".indexOf(cell.charAt(0)) >= 0;
        return formula || control ? "'" + cell : cell;
    }

    private static String day(@Nullable Instant at) {
        return at == null ? "" : BusinessDay.of(at).toString();
    }
}
