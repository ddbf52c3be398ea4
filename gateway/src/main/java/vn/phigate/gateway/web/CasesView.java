package vn.phigate.gateway.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.cases.CaseFile;

/**
 * A page of cases.
 *
 * @param open how many are open, by type
 * @param type the type shown; null for all
 * @param more last id shown when there are more; null on the last page
 */
public record CasesView(
        List<CaseFile> cases,
        Map<String, Long> open,
        @Nullable String type,
        boolean resolved,
        @Nullable UUID more) {
    public String query(@Nullable String otherType, boolean resolvedOnes) {
        return "/cases?status=" + (resolvedOnes ? "resolved" : "open")
                + (otherType == null ? "" : "&type=" + otherType);
    }

    public long openOnes() {
        return open.values().stream().mapToLong(n -> n).sum();
    }
}
