package vn.phigate.gateway.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;

/** The question where a fee goes. @param answer null before it was asked */
public record MapView(
        Form form, List<Agency> agencies, @Nullable Answer answer) {
    /**
     * @param at the instant the answer applies to
     * @param knownAt as it was known at this instant
     * @param found null when no account was approved
     */
    public record Answer(
            Agency agency,
            Procedure procedure,
            Kind kind,
            Instant at,
            Instant knownAt,
            @Nullable Resolution found,
            List<String> why) {
        public String bank() {
            return found == null ? "" : Banks.named(found.account().bin());
        }
    }
}
