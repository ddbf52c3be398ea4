package vn.phigate.gateway.platform.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages of the product; Vietnamese unless English is asked for. */
public enum Language {
    VI,
    EN;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String pick(String vi, String en) {
        return this == EN ? en : vi;
    }

    /** From a {@code lang} parameter or cookie, else the first language of Accept-Language; anything unknown is Vietnamese. */
    static Language of(@Nullable String chosen, @Nullable String acceptLanguage) {
        if (chosen != null && !chosen.isBlank()) {
            return chosen.equalsIgnoreCase("en") ? EN : VI;
        }
        if (acceptLanguage == null) {
            return VI;
        }
        return acceptLanguage.strip().toLowerCase(Locale.ROOT).startsWith("en") ? EN : VI;
    }
}
