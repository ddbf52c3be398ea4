package vn.phigate.gateway.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import does, or would do.
 *
 * @param format what the file was recognised as
 * @param applied false for a preview
 * @param rows rows of the table below its header
 * @param counts procedures by what becomes of them; they add up to the procedures of the file, absent ones not counted
 * @param changes the first thousand procedures that are added or changed
 * @param absent the first thousand procedures of the catalogue that the file does not name; they stay as they are
 * @param findings the first thousand
 */
public record ImportReport(
        String filename,
        String format,
        boolean applied,
        long rows,
        Counts counts,
        List<ProcedureChange> changes,
        List<String> absent,
        List<Finding> findings) {

    /**
     * @param refused held back because of an error in one of their lines
     * @param absent in the catalogue, not in the file
     * @param errors findings of that severity, also beyond those listed
     */
    public record Counts(
            long procedures,
            long added,
            long changed,
            long unchanged,
            long refused,
            long absent,
            long errors,
            long notices) {}

    /** @param action added or changed */
    public record ProcedureChange(String procedure, String name, String action, List<FieldChange> fields) {}

    /**
     * @param field e.g. name, price
     * @param item the fee item; null for the procedure itself
     * @param before null when there was nothing
     * @param after null when it ends
     */
    public record FieldChange(
            String field,
            @Nullable String item,
            @Nullable String before,
            @Nullable String after) {}
}
