package vn.phigate.gateway.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.catalogue.Finding;
import vn.phigate.gateway.catalogue.ImportReport;

/**
 * An import of the catalogue, from the empty form to what was done.
 *
 * @param report null before a file was read
 * @param refusedFor what is wrong with a file that cannot be used at all
 */
public record CatalogueView(@Nullable UUID id, @Nullable ImportReport report, Form form, List<Finding> refusedFor) {
    private static final int MOST_SHOWN = 100;

    public List<ImportReport.ProcedureChange> changes() {
        return report == null
                ? List.of()
                : report.changes().stream().limit(MOST_SHOWN).toList();
    }

    /** Errors before notices: they hold procedures back. */
    public List<Finding> findings() {
        List<Finding> all = report == null ? refusedFor : report.findings();
        return all.stream()
                .sorted(java.util.Comparator.comparing(Finding::severity))
                .limit(MOST_SHOWN)
                .toList();
    }

    public long takes() {
        return report == null ? 0 : report.counts().added() + report.counts().changed();
    }

    public static String field(Wording w, String field) {
        return switch (field) {
            case "name" -> w.say("Tên", "Name");
            case "field" -> w.say("Lĩnh vực", "Field");
            case "level" -> w.say("Cấp", "Level");
            case "agencies" -> w.say("Cơ quan thực hiện", "Agencies in charge");
            case "price" -> w.say("Mức thu", "Price");
            default -> field;
        };
    }
}
