package vn.phigate.gateway.providers.momo;

import java.util.List;
import java.util.Set;

/**
 * Our contract with MoMo.
 *
 * @param partnerCode named in every message, and so in every attempt
 * @param keys the first signs, all of them verify, so that a key can be changed without a gap
 * @param agencies codes of the agencies whose own contract it is; empty for everybody without one
 */
public record MomoMerchant(String partnerCode, List<Key> keys, Set<String> agencies) {
    public MomoMerchant {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("MoMo merchant " + partnerCode + " has no key");
        }
        keys = List.copyOf(keys);
        agencies = Set.copyOf(agencies);
    }

    Key signing() {
        return keys.getFirst();
    }

    public record Key(String accessKey, String secretKey) {
        public Key {
            if (accessKey.isBlank() || secretKey.isBlank()) {
                throw new IllegalArgumentException("a MoMo key is empty");
            }
        }

        /** Without the secret: records find their way into logs. */
        @Override
        public String toString() {
            return "Key[" + accessKey + "]";
        }
    }
}
