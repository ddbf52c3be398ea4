package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;

/** A signed paper that anybody can look up by its code: each kind says in the member {@code document} what it is, so that none passes for another. */
public sealed interface Paper permits ReceiptContent, NoFeeContent, CorrectionContent {
    ReceiptCode code();

    /** Where it is checked, as in the QR. */
    String verifyUrl();

    ReceiptContent.Collector collector();

    /** Day in Vietnam. */
    LocalDate issuedOn();

    /** True for papers of a test environment, which prove nothing in law. */
    boolean sample();

    /** The document to sign. */
    ObjectNode toJson();

    /**
     * Reads {@link #toJson()} back; further members, such as those of the signature, are left aside.
     *
     * @throws IllegalArgumentException if it is none of our papers, or contradicts itself
     */
    static Paper read(JsonNode json) {
        String document = String.valueOf(json.path("document").textValue());
        return switch (document) {
            case ReceiptContent.DOCUMENT -> ReceiptContent.fromJson(json);
            case NoFeeContent.DOCUMENT -> NoFeeContent.fromJson(json);
            case CorrectionContent.DOCUMENT -> CorrectionContent.fromJson(json);
            default -> throw new IllegalArgumentException("document is no paper of ours: " + document);
        };
    }
}
