package vn.phigate.gateway.platform.http;

import java.util.Optional;

/** Tells who calls, from the request's headers alone. */
@FunctionalInterface
public interface Authenticator {
    /** The caller, or empty when the request carries no valid proof. Never throws for bad input. */
    Optional<Caller> authenticate(Request request);
}
