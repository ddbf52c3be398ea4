package vn.phigate.sandbox.vnpay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a merchant's IPN address and what it answered.
 *
 * @param at the sandbox's time
 * @param httpStatus 0 when there was no answer
 * @param rspCode null when the answer had none
 * @param error null when there was an answer
 */
record IpnCall(
        Instant at,
        int httpStatus,
        @Nullable String rspCode,
        @Nullable String message,
        @Nullable String error) {

    /** 00 recorded and 02 already recorded end the calls; everything else, silence too, is called again. */
    boolean ends() {
        return httpStatus == 200 && ("00".equals(rspCode) || "02".equals(rspCode));
    }
}
