package vn.phigate.gateway.dossiers;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Channel;

/**
 * A dossier with its obligations.
 *
 * @param agency code of the competent agency on the day the dossier was received
 * @param desk code of the agency where it was handed in; null when not told
 * @param payBy the last day on which the notice asks for payment; null when not told
 * @param linkToken unguessable; the link on the notice
 * @param payerName null when not told
 */
public record Dossier(
        UUID id,
        String code,
        String procedure,
        String procedureName,
        long agencyId,
        String agency,
        String agencyName,
        @Nullable String desk,
        @Nullable String deskName,
        Channel channel,
        LocalDate receivedOn,
        @Nullable LocalDate payBy,
        @Nullable String payerName,
        String linkToken,
        List<Obligation> obligations) {
    /** For people, to hold the notice against the page: {@code K7M-4QX}. Stands on what the city shows and prints of this dossier alone. */
    public String compareCode() {
        return CompareCode.of(linkToken);
    }

    /** What can be paid now, in đồng: obligations that are due. */
    public long amountDueVnd() {
        return obligations.stream()
                .filter(Obligation::due)
                .mapToLong(Obligation::amountVnd)
                .sum();
    }

    /** Where the dossier's money stands as a whole. */
    public Standing standing() {
        if (free()) {
            return Standing.FREE;
        }
        Set<String> statuses = obligations.stream().map(Obligation::status).collect(Collectors.toSet());
        if (statuses.contains("due")) {
            return Standing.DUE;
        } else if (statuses.contains("pending")) {
            return Standing.PENDING;
        }
        statuses.remove("free");
        return statuses.size() > 1
                ? Standing.NOTHING_LEFT
                : switch (statuses.iterator().next()) {
                    case "paid" -> Standing.PAID;
                    case "refunded" -> Standing.GIVEN_BACK;
                    case "cancelled" -> Standing.CANCELLED;
                    default -> Standing.NOTHING_LEFT;
                };
    }

    /** NOTHING_LEFT: some of it was paid, and some given back or cancelled. */
    public enum Standing {
        FREE,
        DUE,
        PENDING,
        PAID,
        GIVEN_BACK,
        CANCELLED,
        NOTHING_LEFT
    }

    /** True when this dossier owes nothing and never did: no fee items, or all of them 0. */
    public boolean free() {
        return obligations.stream().allMatch(o -> o.status().equals("free"));
    }
}
