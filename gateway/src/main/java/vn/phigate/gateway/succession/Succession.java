package vn.phigate.gateway.succession;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One legal act by which duties go over.
 *
 * @param cutOver from when the successors collect
 * @param undo null while nobody proposed one
 */
public record Succession(
        UUID id,
        Status status,
        String legalAct,
        Instant cutOver,
        @Nullable String note,
        Step proposed,
        @Nullable Step approved,
        @Nullable Step rejected,
        @Nullable Undo undo,
        List<Part> parts) {
    /** Where it stands at the instant it is read. */
    public enum Status {
        PROPOSED,
        /** Approved, its cut-over is still to come. */
        APPROVED,
        IN_FORCE,
        REJECTED,
        UNDONE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Step(String by, Instant at, @Nullable String reason) {}

    /** @param from the instant at which everything is again as if the succession had never been @param approved null while it is proposed */
    public record Undo(
            Instant from,
            String reason,
            Step proposed,
            @Nullable Step approved) {}

    /**
     * An agency, or an account with the agency whose it is.
     *
     * @param code the agency's latest
     * @param account null for the agency as a whole
     */
    public record Party(
            @JsonIgnore long agencyId,
            String code,
            String name,
            @Nullable Account account) {}

    public record Account(UUID id, String bin, String number) {}

    /**
     * @param successors one, or all that a divided commune's money may go to
     * @param decision null when none is needed or none was proposed
     */
    public record Part(
            UUID id,
            Party former,
            List<Party> successors,
            boolean divided,
            @Nullable Decision decision) {
        /** True while nobody knows whose its money is. */
        @JsonIgnore
        public boolean open() {
            return divided && (decision == null || decision.approved() == null);
        }
    }

    /** Which of the candidates has a divided commune's duties. @param document by which it was decided */
    public record Decision(
            @JsonIgnore long agencyId,
            String agency,
            String document,
            Step proposed,
            @Nullable Step approved) {}

    /** A divided commune whose successor somebody has to decide. */
    public record Question(Part part, UUID succession, String legalAct, Instant cutOver) {}
}
