package vn.phigate.gateway.dossiers;

import java.nio.charset.StandardCharsets;
import vn.phigate.gateway.platform.signing.Hmac;

/**
 * Six symbols that stand on the notice of a dossier and on its pages here, for people to hold against each other: whoever sends a false notice, or
 * leads to a false page, does not know them. Keyed with the unguessable token of the dossier's link, so that they follow from nothing that is
 * printed elsewhere, and that nobody comes from them to the link: 30 bits of an HMAC tell nothing of 128.
 */
final class CompareCode {
    /** Crockford's base 32: no letter that people take for another. */
    private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final byte[] PURPOSE = "phigate compare code 1".getBytes(StandardCharsets.UTF_8);
    private static final int HALF = 3;

    private CompareCode() {}

    /** In two groups, as people read it aloud: {@code K7M-4QX}. */
    static String of(String linkToken) {
        byte[] keyed = Hmac.SHA256.of(linkToken, PURPOSE);
        var code = new StringBuilder();
        for (int i = 0; i < 2 * HALF; i++) {
            code.append(i == HALF ? "-" : "").append(SYMBOLS.charAt(keyed[i] & 31));
        }
        return code.toString();
    }
}
