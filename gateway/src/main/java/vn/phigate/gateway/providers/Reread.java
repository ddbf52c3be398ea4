package vn.phigate.gateway.providers;

/** What stored bytes are worth when they are read again, perhaps long after the key was changed. */
public sealed interface Reread {
    /** @param orderId whom it is about, by its own words */
    record Signed(String orderId) implements Reread {}

    /** Nobody ever signed such bytes: TLS alone vouched for them when they came, or they are words of ours. */
    record NotSigned(String why) implements Reread {}

    /** Such bytes are signed, and no key of ours, old or new, vouches for these. */
    record Refused(String why) implements Reread {}

    Reread UNSIGNED_PROTOCOL = new NotSigned("the protocol signs no answers");
}
