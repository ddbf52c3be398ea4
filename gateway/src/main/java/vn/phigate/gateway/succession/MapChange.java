package vn.phigate.gateway.succession;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Kind;

/**
 * One answer of the map of accounts that a succession changes.
 *
 * @param agency code
 * @param procedure null for every procedure without a row of its own
 * @param before null for none
 * @param after null for none
 * @param from when the answer changes
 * @param until when it changes again; null for never
 */
public record MapChange(
        @JsonIgnore long agencyId,
        String agency,
        String agencyName,
        @Nullable String procedure,
        Kind kind,
        @Nullable Payee before,
        @Nullable Payee after,
        Instant from,
        @Nullable Instant until) {
    public record Payee(UUID id, String bin, String number, String holder) {}
}
