package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of a closed day, agreed on by two people. The closed day stays as it is.
 *
 * @param account {@code <bin>-<number>}
 * @param kind {@code statement}: lines of a late file; {@code lines}: lines entered by a person; {@code note}: words only; {@code reclassified}: lines of the
 *     closed day that are in another bucket now
 * @param file the late file; null for the other kinds
 * @param amountVnd what it adds to the balance; 0 when lines only changed their bucket
 * @param status proposed or approved
 * @param bookedOn the open day on which its lines are booked, or in whose proof it is told; null until approved
 */
public record Correction(
        UUID id,
        UUID accountId,
        String account,
        LocalDate closedDay,
        String kind,
        @Nullable UUID file,
        String reason,
        List<Line> lines,
        long amountVnd,
        String status,
        String proposedBy,
        Instant proposedAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable LocalDate bookedOn) {

    /**
     * A line that is added, or one of the closed day whose bucket changed.
     *
     * @param line the line of the closed day; null for one that is added
     * @param narrative of a line that is added; else null
     * @param from the buckets that the last proof told; null for a line that is added
     * @param to the buckets now; likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            @Nullable UUID line,
            long amountVnd,
            @Nullable String narrative,
            @Nullable String bankReference,
            @Nullable String from,
            @Nullable String to) {}

    /**
     * As the next proof tells it.
     *
     * @param correction null for lines that changed their bucket by themselves: the two who sign the proof agree on these
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Told(
            @Nullable UUID correction,
            LocalDate closedDay,
            String kind,
            @Nullable String reason,
            @Nullable String proposedBy,
            @Nullable String approvedBy,
            long amountVnd,
            List<Line> lines) {}
}
