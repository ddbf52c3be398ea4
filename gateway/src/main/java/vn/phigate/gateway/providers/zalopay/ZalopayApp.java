package vn.phigate.gateway.providers.zalopay;

import java.util.List;
import java.util.Set;

/**
 * Our contract with ZaloPay.
 *
 * @param appId named in every message, and so in every attempt
 * @param keys the first signs, all of them verify, so that a key can be changed without a gap
 * @param agencies codes of the agencies whose own contract it is; empty for everybody without one
 */
public record ZalopayApp(long appId, List<Keys> keys, Set<String> agencies) {
    public ZalopayApp {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("ZaloPay app " + appId + " has no keys");
        }
        keys = List.copyOf(keys);
        agencies = Set.copyOf(agencies);
    }

    String keyId() {
        return String.valueOf(appId);
    }

    Keys signing() {
        return keys.getFirst();
    }

    /**
     * @param key1 signs our requests, and nothing else
     * @param key2 signs ZaloPay's callbacks, and nothing else
     */
    public record Keys(String key1, String key2) {
        public Keys {
            if (key1.isBlank() || key2.isBlank()) {
                throw new IllegalArgumentException("a ZaloPay key is empty");
            }
        }

        /** Without the secrets: records find their way into logs. */
        @Override
        public String toString() {
            return "Keys[]";
        }
    }
}
