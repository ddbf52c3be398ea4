package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the contents of papers share when they become JSON and are read back. Absent facts are null members, so that their absence is signed too. */
final class PaperJson {
    private PaperJson() {}

    /**
     * One form for one name: NFC, control characters become spaces, half characters (lone surrogates, which no signed
     * JSON can hold) become U+FFFD. A name typed badly must never keep a paper from being issued.
     */
    static String clean(String text) {
        var whole = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : Character.isISOControl(c) ? ' ' : c)
                .forEach(whole::appendCodePoint);
        return Normalizer.normalize(whole, Normalizer.Form.NFC).strip();
    }

    static @Nullable String cleanOrNull(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    static String text(JsonNode object, String member) {
        var value = object.required(member).textValue();
        if (value == null) {
            throw new IllegalArgumentException(member + " is not text");
        }
        return value;
    }

    static long whole(JsonNode object, String member) {
        var value = object.required(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(member + " is not a whole number");
        }
        return value.longValue();
    }

    static <T> List<T> each(JsonNode object, String member, Function<JsonNode, T> read) {
        var found = new ArrayList<T>();
        object.required(member).forEach(element -> found.add(read.apply(element)));
        return found;
    }

    static void put(ObjectNode json, String member, ReceiptContent.Collector collector) {
        json.putObject(member)
                .put("agency_code", collector.agencyCode())
                .put("name", collector.name())
                .put("tax_code", collector.taxCode())
                .put("address", collector.address());
    }

    static ReceiptContent.Collector collector(JsonNode collector) {
        return new ReceiptContent.Collector(
                text(collector, "agency_code"),
                text(collector, "name"),
                collector.required("tax_code").textValue(),
                collector.required("address").textValue());
    }

    static void put(ObjectNode json, ReceiptContent.Procedure procedure) {
        json.putObject("procedure").put("code", procedure.code()).put("name", procedure.name());
    }

    static ReceiptContent.Procedure procedure(JsonNode json) {
        var procedure = json.required("procedure");
        return new ReceiptContent.Procedure(text(procedure, "code"), text(procedure, "name"));
    }
}
