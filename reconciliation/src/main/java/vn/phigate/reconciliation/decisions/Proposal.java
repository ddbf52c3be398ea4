package vn.phigate.reconciliation.decisions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;

/**
 * What one person proposes about a line, and what another said to it.
 *
 * @param amountVnd the share of the line it is about, whole đồng, below 0 for money out
 * @param decidedWhy why it was rejected or withdrawn; null while open
 */
public record Proposal(
        UUID id,
        BankLine line,
        long amountVnd,
        Content content,
        String reason,
        Status status,
        String proposedBy,
        Instant proposedAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decidedWhy) {

    /** PROPOSED waits for another person; the rest is final. */
    public enum Status {
        PROPOSED,
        APPROVED,
        REJECTED,
        WITHDRAWN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is proposed. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Content.Match.class, name = "match"),
        @JsonSubTypes.Type(value = Content.Unmatch.class, name = "unmatch"),
        @JsonSubTypes.Type(value = Content.WriteOff.class, name = "write_off"),
        @JsonSubTypes.Type(value = Content.Transfer.class, name = "transfer"),
        @JsonSubTypes.Type(value = Content.Refund.class, name = "refund")
    })
    public sealed interface Content {
        /** As it is stored and shown to programs. */
        default String kind() {
            return switch (this) {
                case Match _ -> "match";
                case Unmatch _ -> "unmatch";
                case WriteOff _ -> "write_off";
                case Transfer _ -> "transfer";
                case Refund _ -> "refund";
            };
        }

        /**
         * The line, or a part of it, is for these.
         *
         * @param writtenOffVnd of the line, beside the parts; below 0: what the payer paid too little
         */
        record Match(List<Part> parts, long writtenOffVnd) implements Content {}

        /** @param outcome what the match had done: seen, paid or written_off */
        record Unmatch(UUID match, String label, String outcome) implements Content {}

        /** A small difference, nobody's. */
        record WriteOff() implements Content {}

        /** Money for another agency's account. */
        record Transfer(UUID toAccount, String to, String holder) implements Content {}

        /** Back to the sender; through the payment that it is on top of, or as money of nobody when that is null. */
        record Refund(@Nullable UUID payment, @Nullable String label, Beneficiary beneficiary) implements Content {}
    }

    /**
     * A part of a line.
     *
     * @param subjectType payment or dossier
     * @param account on which its money is expected: the line's own, or its successor's
     * @param code by which the person named it
     */
    public record Part(String subjectType, UUID subject, UUID account, String label, String code, long amountVnd) {}

    public boolean open() {
        return status == Status.PROPOSED;
    }
}
