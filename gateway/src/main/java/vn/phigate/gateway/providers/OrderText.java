package vn.phigate.gateway.providers;

import java.net.URI;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** Texts and addresses that travel with orders. */
public final class OrderText {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9.\\-_:/]+");

    private OrderText() {}

    /** Without Vietnamese marks, then only letters, digits, single spaces and {@code . - _ : /}: what every provider shows unharmed. */
    public static String plain(String text, int most) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        String safe = UNSAFE.matcher(plain.replace('Đ', 'D').replace('đ', 'd'))
                .replaceAll(" ")
                .strip();
        return safe.length() <= most ? safe : safe.substring(0, most).strip();
    }

    /** Whether a payer can be sent there with a browser. */
    public static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (java.net.URISyntaxException e) {
            return false;
        }
    }
}
