package vn.phigate.gateway.platform.signing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys a document may be signed with, the current one first: what {@code /keys} publishes as a JSON Web Key set
 * (RFC 7517 section 5). A retired key stays for as long as somebody may hold a receipt it signed, which is for ever.
 */
public record PublicKeys(List<Ed25519PublicKey> keys) {

    public PublicKeys {
        keys = keys.stream().distinct().toList();
    }

    /**
     * @param jwkSet UTF-8 JSON {@code {"keys":[…]}}
     * @throws IllegalArgumentException if it is no key set, or one of the keys is not Ed25519
     */
    public static PublicKeys parse(byte[] jwkSet) {
        try {
            var list = CanonicalJson.parseObject(jwkSet).path("keys");
            if (!list.isArray()) {
                throw new IllegalArgumentException("a JSON Web Key set has an array named keys");
            }
            var keys = new ArrayList<Ed25519PublicKey>();
            list.forEach(jwk -> keys.add(Ed25519PublicKey.fromJwk(jwk)));
            return new PublicKeys(keys);
        } catch (CanonicalJson.NotCanonicalException e) {
            throw new IllegalArgumentException("not a JSON Web Key set: " + e.getMessage(), e);
        }
    }

    public Optional<Ed25519PublicKey> find(String keyId) {
        return keys.stream().filter(key -> key.keyId().equals(keyId)).findFirst();
    }

    public ObjectNode toJwkSet() {
        var set = JsonNodeFactory.instance.objectNode();
        var list = set.putArray("keys");
        keys.forEach(key -> key.jwk().forEach(list.addObject()::put));
        return set;
    }
}
