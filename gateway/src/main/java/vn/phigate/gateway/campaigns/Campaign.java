package vn.phigate.gateway.campaigns;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deadline for a set of agencies.
 *
 * @param registerBy last business day to submit an account
 * @param configureBy last business day on which fees of the agency have to find their account
 * @param reminderDays distances to each of the two days at which whoever is not done is told; below 0 before, above 0 after
 */
public record Campaign(
        UUID id,
        String title,
        @Nullable String legalBasis,
        LocalDate registerBy,
        LocalDate configureBy,
        List<Integer> reminderDays,
        String createdBy) {}
