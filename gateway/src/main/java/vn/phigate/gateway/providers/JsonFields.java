package vn.phigate.gateway.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import vn.phigate.gateway.platform.signing.ForeignJson;

/**
 * A provider's JSON object, read so that it has one meaning only: valid UTF-8, no doubled key, nothing after the object, and each field only
 * in the type its protocol gives it. {@code "30000"}, {@code 30000.0} and {@code 3e4} are no amounts.
 */
public final class JsonFields {
    private static final int MOST_BYTES = 64 * 1024;
    private final ObjectNode object;

    private JsonFields(ObjectNode object) {
        this.object = object;
    }

    /** Empty when the bytes are not exactly one JSON object, or more than 64 KiB. */
    public static Optional<JsonFields> read(byte[] bytes) {
        return bytes.length > MOST_BYTES
                ? Optional.empty()
                : ForeignJson.object(bytes).map(JsonFields::new);
    }

    public static Optional<JsonFields> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean has(String name) {
        return object.has(name);
    }

    /** Empty when absent or no string, or when it has a character that cannot be kept. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(object.get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(ForeignJson::canBeKept);
    }

    /** Empty when absent or no whole number of 64 bits. */
    public Optional<Long> whole(String name) {
        return Optional.ofNullable(object.get(name))
                .filter(node -> node.isIntegralNumber() && node.canConvertToLong())
                .map(JsonNode::longValue);
    }

    /** True only when it is there and true. */
    public boolean flag(String name) {
        return object.path(name).isBoolean() && object.path(name).booleanValue();
    }

    /** The objects of a list; empty when it is absent or no list of objects. */
    public List<JsonFields> objects(String name) {
        JsonNode list = object.get(name);
        if (list == null || !list.isArray()) {
            return List.of();
        }
        return StreamSupport.stream(list.spliterator(), false)
                .filter(ObjectNode.class::isInstance)
                .map(node -> new JsonFields((ObjectNode) node))
                .toList();
    }
}
