package vn.phigate.gateway.agencies;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.HttpProblem;

/** Which agencies somebody acts for: the one place that decides. The door keeps bound callers away from every route that does not ask here. */
public final class AgencyScope {
    /** Everybody's. */
    public static final AgencyScope WHOLE_CITY = new AgencyScope(null);

    private final @Nullable Set<Long> ids;

    AgencyScope(@Nullable Set<Long> ids) {
        this.ids = ids;
    }

    public boolean wholeCity() {
        return ids == null;
    }

    public boolean covers(long agencyId) {
        return ids == null || ids.contains(agencyId);
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal 403 {@code not_your_agency} */
    public void require(long agencyId) {
        if (!covers(agencyId)) {
            throw HttpProblem.NOT_YOUR_AGENCY.refusal();
        }
    }

    /**
     * The agencies a list is about, for SQL: {@code ? is null or agency_id = any(?)}.
     *
     * @param asked the agency that was asked for, or null
     * @return null for all
     */
    public Long @Nullable [] narrow(@Nullable Long asked) {
        if (asked != null) {
            require(asked);
            return new Long[] {asked};
        }
        return ids == null ? null : ids.toArray(Long[]::new);
    }
}
