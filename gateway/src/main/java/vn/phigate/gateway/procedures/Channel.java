package vn.phigate.gateway.procedures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

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
}
