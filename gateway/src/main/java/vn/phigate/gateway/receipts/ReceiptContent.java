package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.receipts.PaperJson.clean;
import static vn.phigate.gateway.receipts.PaperJson.cleanOrNull;
import static vn.phigate.gateway.receipts.PaperJson.text;
import static vn.phigate.gateway.receipts.PaperJson.whole;

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
 * What one receipt says, frozen when its number is given. The PDF and the signed JSON are made of nothing else.
 *
 * <p>All text is Unicode NFC without control characters. The mandatory parts are those of Decree 254/2026/NĐ-CP Art. 23
 * (name, template and serial, number, collector and tax code, fees and amount in figures and words, date).
 *
 * @param template e.g. {@code EBL01}
 * @param serial e.g. {@code 26TAA}
 * @param number 1 or more, without gaps in its series
 * @param numberText the number as printed, with leading zeros
 * @param title Vietnamese, e.g. {@code BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ}
 * @param payerName whoever pays; when not known, {@value #UNNAMED_PAYER}
 * @param dossierCodes at least one
 * @param lines at least one
 * @param totalVnd đồng, the sum of the lines
 * @param amountInWords the total in Vietnamese words
 * @param paidAt by the provider's clock, kept to the microsecond
 * @param issuedOn day in Vietnam
 * @param provider name of who took the payment, e.g. {@code VNPay}
 * @param providerTransaction the provider's own number of it
 * @param code by which the receipt is looked up
 * @param verifyUrl where, as in the QR
 * @param legalRegime the law the receipt follows, Vietnamese
 * @param sample true for receipts of a test environment, which are no receipts in law
 * @param replaces the wrong receipt this one stands in the place of; null for all others
 * @param onBehalfOf the agency whose fee it is, where it has delegated its collection to the collector (Decree 254/2026/NĐ-CP
 *     Art. 25: the receipt names both); null where the collector collects for itself
 */
public record ReceiptContent(
        String template,
        String serial,
        long number,
        String numberText,
        String title,
        Collector collector,
        String payerName,
        List<String> dossierCodes,
        Procedure procedure,
        List<Line> lines,
        long totalVnd,
        String amountInWords,
        Instant paidAt,
        LocalDate issuedOn,
        String provider,
        String providerTransaction,
        Account account,
        ReceiptCode code,
        String verifyUrl,
        String legalRegime,
        boolean sample,
        @Nullable Replaced replaces,
        @Nullable Collector onBehalfOf)
        implements Paper {

    public static final String UNNAMED_PAYER = "Người nộp tiền";

    /** Says what kind of signed document this is, so that no other signed paper passes for a receipt. */
    static final String DOCUMENT = "phigate.receipt.v1";

    /** A receipt as other papers name it. */
    public record Reference(
            String template, String serial, long number, String numberText, LocalDate issuedOn, ReceiptCode code) {
        ObjectNode toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("template", template)
                    .put("serial", serial)
                    .put("number", number)
                    .put("number_text", numberText)
                    .put("issued_on", issuedOn.toString())
                    .put("code", code.text());
        }

        static Reference fromJson(JsonNode json) {
            return new Reference(
                    text(json, "template"),
                    text(json, "serial"),
                    whole(json, "number"),
                    text(json, "number_text"),
                    LocalDate.parse(text(json, "issued_on")),
                    new ReceiptCode(text(json, "code")));
        }

        /** As a paper names it, Vietnamese. */
        String inWords() {
            return "mẫu số " + template + ", ký hiệu " + serial + ", số " + numberText + ", "
                    + ReceiptText.dateLine(issuedOn).replace('N', 'n');
        }
    }

    /** @param reason why it was wrong */
    public record Replaced(Reference receipt, String reason) {
        public Replaced {
            reason = clean(reason);
        }
    }

    public Reference reference() {
        return new Reference(template, serial, number, numberText, issuedOn, code);
    }

    /** Who collects: {@code taxCode} and {@code address} may be unknown. */
    public record Collector(
            String agencyCode,
            String name,
            @Nullable String taxCode,
            @Nullable String address) {
        public Collector {
            agencyCode = clean(agencyCode);
            name = clean(name);
            taxCode = cleanOrNull(taxCode);
            address = cleanOrNull(address);
        }
    }

    public record Procedure(String code, String name) {
        public Procedure {
            code = clean(code);
            name = clean(name);
        }
    }

    /** FEE is phí, CHARGE is lệ phí: Law 97/2015/QH13 Art. 3. */
    public enum LineKind {
        FEE("Phí"),
        CHARGE("Lệ phí");

        final String vi;

        LineKind(String vi) {
            this.vi = vi;
        }
    }

    /** One fee item; {@code amountVnd} is more than 0 đồng, what costs nothing is not on a receipt. */
    public record Line(String name, LineKind kind, long amountVnd, String legalBasis) {
        public Line {
            name = clean(name);
            legalBasis = clean(legalBasis);
            if (amountVnd <= 0) {
                throw new IllegalArgumentException("a receipt line has an amount above 0, not " + amountVnd);
            }
        }
    }

    /** Where the money went. {@code bin} is the bank's six digits. */
    public record Account(String bin, String number, String holder) {
        public Account {
            bin = clean(bin);
            number = clean(number);
            holder = clean(holder);
        }
    }

    /** @throws IllegalArgumentException if the lines do not add up, or number and numberText differ */
    public ReceiptContent {
        template = clean(template);
        serial = clean(serial);
        title = clean(title);
        payerName = clean(payerName).isEmpty() ? UNNAMED_PAYER : clean(payerName);
        dossierCodes = dossierCodes.stream().map(PaperJson::clean).toList();
        lines = List.copyOf(lines);
        amountInWords = clean(amountInWords);
        paidAt = paidAt.truncatedTo(ChronoUnit.MICROS);
        provider = clean(provider);
        providerTransaction = clean(providerTransaction);
        legalRegime = clean(legalRegime);
        if (number < 1 || !numberText.matches("[0-9]{1,18}") || Long.parseLong(numberText) != number) {
            throw new IllegalArgumentException("receipt number " + number + " written as " + numberText);
        }
        if (dossierCodes.isEmpty() || lines.isEmpty()) {
            throw new IllegalArgumentException("a receipt names a dossier and a fee at least");
        }
        long sumVnd = lines.stream().mapToLong(Line::amountVnd).reduce(0, Math::addExact);
        if (sumVnd != totalVnd) {
            throw new IllegalArgumentException("lines add up to %d, the total is %d".formatted(sumVnd, totalVnd));
        }
    }

    /** As all papers; only {@code replaces} and {@code on_behalf_of} are left out where they are null: receipts were signed before there were any. */
    @Override
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("document", DOCUMENT);
        json.put("template", template).put("serial", serial);
        json.put("number", number).put("number_text", numberText).put("title", title);
        PaperJson.put(json, "collector", collector);
        json.putObject("payer").put("name", payerName);
        dossierCodes.forEach(json.putArray("dossiers")::add);
        PaperJson.put(json, procedure);
        var items = json.putArray("lines");
        lines.forEach(line -> items.addObject()
                .put("name", line.name)
                .put("kind", line.kind.name())
                .put("amount_vnd", line.amountVnd)
                .put("legal_basis", line.legalBasis));
        json.put("total_vnd", totalVnd).put("amount_in_words", amountInWords);
        json.put("paid_at", paidAt.toString()).put("issued_on", issuedOn.toString());
        json.put("provider", provider).put("provider_transaction", providerTransaction);
        json.putObject("account")
                .put("bin", account.bin)
                .put("number", account.number)
                .put("holder", account.holder);
        json.put("code", code.text()).put("verify_url", verifyUrl);
        json.put("legal_regime", legalRegime).put("sample", sample);
        if (replaces != null) {
            json.putObject("replaces").setAll(replaces.receipt.toJson().put("reason", replaces.reason));
        }
        if (onBehalfOf != null) {
            PaperJson.put(json, "on_behalf_of", onBehalfOf);
        }
        return json;
    }

    /**
     * Reads {@link #toJson()} back; further members, such as those of the signature, are left aside.
     *
     * @throws IllegalArgumentException if it is not a receipt, or contradicts itself
     */
    public static ReceiptContent fromJson(JsonNode json) {
        if (!DOCUMENT.equals(json.path("document").textValue())) {
            throw new IllegalArgumentException("document is not " + DOCUMENT);
        }
        try {
            var account = json.required("account");
            JsonNode replaced = json.path("replaces");
            return new ReceiptContent(
                    text(json, "template"),
                    text(json, "serial"),
                    whole(json, "number"),
                    text(json, "number_text"),
                    text(json, "title"),
                    PaperJson.collector(json.required("collector")),
                    text(json.required("payer"), "name"),
                    PaperJson.each(json, "dossiers", JsonNode::asText),
                    PaperJson.procedure(json),
                    PaperJson.each(
                            json,
                            "lines",
                            line -> new Line(
                                    text(line, "name"),
                                    LineKind.valueOf(text(line, "kind")),
                                    whole(line, "amount_vnd"),
                                    text(line, "legal_basis"))),
                    whole(json, "total_vnd"),
                    text(json, "amount_in_words"),
                    Instant.parse(text(json, "paid_at")),
                    LocalDate.parse(text(json, "issued_on")),
                    text(json, "provider"),
                    text(json, "provider_transaction"),
                    new Account(text(account, "bin"), text(account, "number"), text(account, "holder")),
                    new ReceiptCode(text(json, "code")),
                    text(json, "verify_url"),
                    text(json, "legal_regime"),
                    json.required("sample").asBoolean(),
                    replaced.isMissingNode()
                            ? null
                            : new Replaced(Reference.fromJson(replaced), text(replaced, "reason")),
                    json.has("on_behalf_of") ? PaperJson.collector(json.required("on_behalf_of")) : null);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
