package vn.phigate.gateway.providers.payos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import vn.phigate.gateway.platform.signing.ForeignJson;
import vn.phigate.gateway.platform.signing.Hmac;

/**
 * What payOS signs: HMAC-SHA256 over {@code k=v} of all fields, sorted by name, joined by {@code &}, not url-encoded; null, "null" and "undefined" are empty. Follows
 * {@code @payos/node} 2.0.5 in its JavaScript: arrays of objects are written as JSON, their objects sorted one level deep; an object is "[object Object]".
 */
public final class PayosSignature {
    private PayosSignature() {}

    /** @return empty for a value whose JavaScript form cannot be told, which nobody can have signed as we read it */
    public static Optional<String> canonical(ObjectNode data) {
        var fields = new ArrayList<String>();
        for (var field : sorted(data).entrySet()) {
            Optional<String> value = value(field.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            fields.add(field.getKey() + "=" + value.get());
        }
        return Optional.of(String.join("&", fields));
    }

    /** In hex, lower case. */
    public static Optional<String> of(ObjectNode data, String checksumKey) {
        return canonical(data).map(text -> Hmac.SHA256.hex(checksumKey, text));
    }

    static boolean verifies(ObjectNode data, String signature, String checksumKey) {
        return canonical(data)
                .map(text ->
                        Hmac.isHexOf(signature, Hmac.SHA256.of(checksumKey, text.getBytes(StandardCharsets.UTF_8))))
                .orElse(false);
    }

    /**
     * The signature of a payment request.
     *
     * @param amountVnd whole đồng
     */
    public static String ofPaymentRequest(
            long amountVnd,
            String cancelUrl,
            String description,
            long orderCode,
            String returnUrl,
            String checksumKey) {
        return Hmac.SHA256.hex(
                checksumKey,
                "amount=" + amountVnd + "&cancelUrl=" + cancelUrl + "&description=" + description + "&orderCode="
                        + orderCode + "&returnUrl=" + returnUrl);
    }

    private static Optional<String> value(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> Optional.of("");
            case STRING -> {
                String text = value.textValue();
                yield Optional.of(text.equals("null") || text.equals("undefined") ? "" : text);
            }
            case BOOLEAN, NUMBER -> ForeignJson.javaScript(value);
            case OBJECT -> Optional.of("[object Object]");
            case ARRAY -> array(value);
            case BINARY, MISSING, POJO -> Optional.empty();
        };
    }

    private static Optional<String> array(JsonNode array) {
        var objects = new ArrayList<String>();
        for (JsonNode each : array) {
            if (!(each instanceof ObjectNode object)) {
                return Optional.empty();
            }
            var members = new ArrayList<String>();
            for (var member : sorted(object).entrySet()) {
                Optional<String> name = ForeignJson.javaScript(object.textNode(member.getKey()));
                // Deeper objects keep the order they were sent in, which a sorted form can only keep for scalars.
                Optional<String> value = member.getValue().isContainerNode()
                        ? Optional.empty()
                        : ForeignJson.javaScript(member.getValue());
                if (name.isEmpty() || value.isEmpty()) {
                    return Optional.empty();
                }
                members.add(name.get() + ":" + value.get());
            }
            objects.add("{" + String.join(",", members) + "}");
        }
        return Optional.of("[" + String.join(",", objects) + "]");
    }

    /** By UTF-16 units, as JavaScript sorts. */
    private static TreeMap<String, JsonNode> sorted(ObjectNode object) {
        var sorted = new TreeMap<String, JsonNode>();
        object.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        return sorted;
    }
}
