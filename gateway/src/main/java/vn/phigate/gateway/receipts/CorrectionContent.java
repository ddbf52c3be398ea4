package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.receipts.PaperJson.clean;
import static vn.phigate.gateway.receipts.PaperJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * That words of a receipt are wrong while its amounts and tax code are right: the receipt stays, and this notice stands beside it (Circular 91/2026/TT-BTC Art. 20).
 *
 * @param form e.g. {@code 04/SS-CTĐT}
 * @param payerName as it should be
 * @param changes at least one
 * @param reason why the receipt was wrong
 * @param legalRegime the law the notice follows, Vietnamese
 */
public record CorrectionContent(
        String form,
        ReceiptContent.Collector collector,
        ReceiptContent.Reference receipt,
        String payerName,
        List<String> dossierCodes,
        List<Change> changes,
        String reason,
        LocalDate issuedOn,
        ReceiptCode code,
        String verifyUrl,
        String legalRegime,
        boolean sample)
        implements Paper {
    static final String DOCUMENT = "phigate.correction.v1";
    static final String TITLE = "THÔNG BÁO CHỨNG TỪ ĐIỆN TỬ CÓ SAI SÓT";

    /**
     * @param field as in {@link Misprint}
     * @param label its Vietnamese name, with the number of the line where it has one
     */
    public record Change(String field, String label, String wrong, String right) {
        public Change {
            wrong = clean(wrong);
            right = clean(right);
        }
    }

    public CorrectionContent {
        payerName = clean(payerName);
        dossierCodes = List.copyOf(dossierCodes);
        changes = List.copyOf(changes);
        reason = clean(reason);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("a notice of errors names one at least");
        }
    }

    @Override
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("document", DOCUMENT).put("form", form).put("title", TITLE);
        PaperJson.put(json, "collector", collector);
        json.set("receipt", receipt.toJson());
        json.putObject("payer").put("name", payerName);
        dossierCodes.forEach(json.putArray("dossiers")::add);
        var list = json.putArray("changes");
        changes.forEach(change -> list.addObject()
                .put("field", change.field)
                .put("label", change.label)
                .put("wrong", change.wrong)
                .put("right", change.right));
        json.put("reason", reason).put("issued_on", issuedOn.toString());
        json.put("code", code.text()).put("verify_url", verifyUrl);
        json.put("legal_regime", legalRegime).put("sample", sample);
        return json;
    }

    /** @throws IllegalArgumentException if it is no such notice, or contradicts itself */
    public static CorrectionContent fromJson(JsonNode json) {
        if (!DOCUMENT.equals(json.path("document").textValue())) {
            throw new IllegalArgumentException("document is not " + DOCUMENT);
        }
        try {
            return new CorrectionContent(
                    text(json, "form"),
                    PaperJson.collector(json.required("collector")),
                    ReceiptContent.Reference.fromJson(json.required("receipt")),
                    text(json.required("payer"), "name"),
                    PaperJson.each(json, "dossiers", JsonNode::asText),
                    PaperJson.each(
                            json,
                            "changes",
                            c -> new Change(text(c, "field"), text(c, "label"), text(c, "wrong"), text(c, "right"))),
                    text(json, "reason"),
                    LocalDate.parse(text(json, "issued_on")),
                    new ReceiptCode(text(json, "code")),
                    text(json, "verify_url"),
                    text(json, "legal_regime"),
                    json.required("sample").asBoolean());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
