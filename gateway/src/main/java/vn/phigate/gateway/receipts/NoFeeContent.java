package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.receipts.PaperJson.clean;
import static vn.phigate.gateway.receipts.PaperJson.cleanOrNull;
import static vn.phigate.gateway.receipts.PaperJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That nothing is to be paid for a dossier, and by which law: what a payer shows to whoever asks for money all the same.
 *
 * @param collector the competent agency, which alone could have asked
 * @param payerName {@link ReceiptContent#UNNAMED_PAYER} when not known
 * @param channel how the dossier was handed in, which decides prices: online, counter or post
 * @param receivedOn the day that decides prices and law
 * @param items what the law sets at 0 đồng, or exempts from; empty when the procedure has no fee at all
 * @param legalBasis why nothing is to be paid when there is no item; else the bases of the items
 * @param asOf what was known at this instant; what is asked for later withdraws the paper
 */
public record NoFeeContent(
        ReceiptContent.Collector collector,
        String payerName,
        String dossierCode,
        ReceiptContent.Procedure procedure,
        String channel,
        LocalDate receivedOn,
        List<Item> items,
        String legalBasis,
        Instant asOf,
        LocalDate issuedOn,
        ReceiptCode code,
        String verifyUrl,
        boolean sample)
        implements Paper {
    static final String DOCUMENT = "phigate.no-fee.v1";
    static final String TITLE = "GIẤY XÁC NHẬN KHÔNG PHẢI NỘP PHÍ, LỆ PHÍ";
    /** Nobody may set a fee but those named there, so that a procedure without one in the catalogue has none. */
    static final String NO_ITEM =
            "Thủ tục không có khoản phí, lệ phí nào trong danh mục áp dụng ngày nhận hồ sơ; chỉ cấp có thẩm quyền được quy định phí, lệ phí (Luật Phí và lệ phí 97/2015/QH13, Điều 4)";

    /** @param computation how the amount came to be 0, Vietnamese; null when the price itself is 0 */
    public record Item(
            String name,
            ReceiptContent.LineKind kind,
            String legalBasis,
            @Nullable String computation) {
        public Item {
            name = clean(name);
            legalBasis = clean(legalBasis);
            computation = cleanOrNull(computation);
        }
    }

    public NoFeeContent {
        payerName = clean(payerName).isEmpty() ? ReceiptContent.UNNAMED_PAYER : clean(payerName);
        dossierCode = clean(dossierCode);
        items = List.copyOf(items);
        legalBasis = clean(legalBasis);
        asOf = asOf.truncatedTo(ChronoUnit.MICROS);
        if (legalBasis.isEmpty()) {
            throw new IllegalArgumentException("a paper that nothing is due names its legal basis");
        }
    }

    @Override
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("document", DOCUMENT).put("title", TITLE).put("amount_due_vnd", 0);
        PaperJson.put(json, "collector", collector);
        json.putObject("payer").put("name", payerName);
        json.put("dossier", dossierCode).put("channel", channel).put("received_on", receivedOn.toString());
        PaperJson.put(json, procedure);
        var list = json.putArray("items");
        items.forEach(item -> list.addObject()
                .put("name", item.name)
                .put("kind", item.kind.name())
                .put("amount_vnd", 0)
                .put("legal_basis", item.legalBasis)
                .put("computation", item.computation));
        json.put("legal_basis", legalBasis);
        json.put("as_of", asOf.toString()).put("issued_on", issuedOn.toString());
        json.put("code", code.text()).put("verify_url", verifyUrl);
        json.put("sample", sample);
        return json;
    }

    /** @throws IllegalArgumentException if it is no such paper, or contradicts itself */
    public static NoFeeContent fromJson(JsonNode json) {
        if (!DOCUMENT.equals(json.path("document").textValue()) || PaperJson.whole(json, "amount_due_vnd") != 0) {
            throw new IllegalArgumentException("document is not " + DOCUMENT);
        }
        try {
            return new NoFeeContent(
                    PaperJson.collector(json.required("collector")),
                    text(json.required("payer"), "name"),
                    text(json, "dossier"),
                    PaperJson.procedure(json),
                    text(json, "channel"),
                    LocalDate.parse(text(json, "received_on")),
                    PaperJson.each(
                            json,
                            "items",
                            item -> new Item(
                                    text(item, "name"),
                                    ReceiptContent.LineKind.valueOf(text(item, "kind")),
                                    text(item, "legal_basis"),
                                    item.required("computation").textValue())),
                    text(json, "legal_basis"),
                    Instant.parse(text(json, "as_of")),
                    LocalDate.parse(text(json, "issued_on")),
                    new ReceiptCode(text(json, "code")),
                    text(json, "verify_url"),
                    json.required("sample").asBoolean());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
