package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as people see it.
 *
 * @param before null when the subject did not exist, or when the content was erased
 * @param after null when the subject ended, or when the content was erased
 * @param erased true when personal data in it was erased
 * @param sealNo place in the chain, null while it waits for its seal
 * @param hash of its link, lower-case hex
 */
public record AuditEvent(
        long id,
        Instant at,
        String actor,
        String action,
        String subjectType,
        String subjectId,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        @Nullable String reason,
        boolean erased,
        @Nullable Long sealNo,
        @Nullable String hash) {}
