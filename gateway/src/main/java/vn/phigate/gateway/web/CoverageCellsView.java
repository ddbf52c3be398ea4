package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.coverage.CellClass;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.procedures.Channel;

/**
 * Cells of coverage, a page at a time.
 *
 * @param agency code; empty for all
 * @param procedure code; empty for all
 * @param cellClass null for all
 * @param next key to go on after; null on the last page
 */
public record CoverageCellsView(
        List<Coverage.Cell> cells,
        String agency,
        String procedure,
        @Nullable CellClass cellClass,
        Channel channel,
        @Nullable String next) {
    /** Address of these cells, of another class perhaps, from their first page. */
    public String of(@Nullable CellClass wanted) {
        return "/coverage/cells?channel=" + channel.text()
                + (agency.isEmpty() ? "" : "&agency=" + agency)
                + (procedure.isEmpty() ? "" : "&procedure=" + procedure)
                + (wanted == null ? "" : "&class=" + wanted.text());
    }
}
