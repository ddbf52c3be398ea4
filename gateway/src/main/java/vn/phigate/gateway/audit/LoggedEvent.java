package vn.phigate.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * An event as the database keeps it, and its digests. What they cover is described once, in the migration of the chain.
 *
 * @param salt null when the content was erased
 * @param before text of jsonb
 * @param after text of jsonb
 */
record LoggedEvent(
        long id,
        Instant at,
        String actor,
        String action,
        String subjectType,
        String subjectId,
        byte @Nullable [] salt,
        @Nullable String before,
        @Nullable String after,
        @Nullable String reason) {
    /** Stands before the first link. */
    static final byte[] GENESIS = new byte[32];

    boolean erased() {
        return salt == null && before == null && after == null && reason == null;
    }

    byte[] contentDigest() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        put(content, "before", before);
        put(content, "after", after);
        content.put("reason", reason);
        return Sha256.of(salt == null ? new byte[0] : salt, CanonicalJson.bytes(content));
    }

    byte[] digest(byte[] contentDigest, Instant sealedAt) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("event", id)
                .put("at", at.toString())
                .put("actor", actor)
                .put("action", action)
                .put("subject_type", subjectType)
                .put("subject_id", subjectId)
                .put("content", HexFormat.of().formatHex(contentDigest))
                .put("sealed_at", sealedAt.toString());
        return Sha256.of(CanonicalJson.bytes(event));
    }

    static byte[] link(byte[] previousHash, long sealNo, byte[] digest) {
        return Sha256.of(
                previousHash, ByteBuffer.allocate(Long.BYTES).putLong(sealNo).array(), digest);
    }

    /**
     * JSON that RFC 8785 cannot tell exactly (fractions, numbers beyond 2^53) stands as PostgreSQL's own text under another name: no event,
     * whatever is in it, may stop the sealing of those behind it.
     */
    private static void put(ObjectNode content, String member, @Nullable String jsonb) {
        if (jsonb == null) {
            content.putNull(member);
            return;
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(jsonb);
            CanonicalJson.bytes(JsonNodeFactory.instance.objectNode().set("value", tree));
            content.set(member, tree);
        } catch (JsonProcessingException | IllegalArgumentException notExact) {
            content.put(member + "_text", jsonb);
        }
    }
}
