package vn.phigate.gateway.procedures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/** How a dossier was handed in; prices differ by it. */
public enum Channel {
    @JsonProperty("online")
    ONLINE,
    @JsonProperty("counter")
    COUNTER,
    @JsonProperty("post")
    POST;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its {@link #text}. */
    public static Optional<Channel> parse(String text) {
        for (Channel each : values()) {
            if (each.text().equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
