package vn.phigate.gateway.campaigns;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * How far one agency is, as the registry says now.
 *
 * @param registeredAt when it first submitted an account that stands; null when it has not
 * @param approvedAt when the first of them was approved
 * @param activeAt from when the first of them is in force
 * @param configuredAt when its fees first found an account; null while they find none
 * @param account the account that is furthest, null when there is none
 */
public record Progress(
        String agency,
        String agencyName,
        @Nullable Instant registeredAt,
        @Nullable Instant approvedAt,
        @Nullable Instant activeAt,
        @Nullable Instant configuredAt,
        @Nullable UUID account) {
    /** The last step taken. */
    public enum Stage {
        NOTHING,
        REGISTERED,
        APPROVED,
        ACTIVE,
        CONFIGURED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Stage stage() {
        if (configuredAt != null) {
            return Stage.CONFIGURED;
        }
        if (activeAt != null) {
            return Stage.ACTIVE;
        }
        if (approvedAt != null) {
            return Stage.APPROVED;
        }
        return registeredAt == null ? Stage.NOTHING : Stage.REGISTERED;
    }

    /** Days by which a deadline was missed, or is missed so far; 0 when it was kept or is still to come. */
    static long daysLate(@Nullable Instant doneAt, LocalDate deadline, LocalDate today) {
        LocalDate day = doneAt == null ? today : BusinessDay.of(doneAt);
        return Math.max(0, day.toEpochDay() - deadline.toEpochDay());
    }

    public long daysLateToRegister(Campaign campaign, LocalDate today) {
        return daysLate(registeredAt, campaign.registerBy(), today);
    }

    public long daysLateToConfigure(Campaign campaign, LocalDate today) {
        return daysLate(configuredAt, campaign.configureBy(), today);
    }

    /** Whether a deadline is over and what it asked for is still not done. */
    public boolean overdue(Campaign campaign, LocalDate today) {
        return (registeredAt == null && daysLateToRegister(campaign, today) > 0)
                || (configuredAt == null && daysLateToConfigure(campaign, today) > 0);
    }
}
