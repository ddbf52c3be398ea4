package vn.phigate.gateway.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;

/**
 * The form of a registration.
 *
 * @param id of the draft that is edited; null for a new one
 * @param values as typed, by field
 * @param refused why it was not taken; null at first
 */
public record AccountFormView(
        @Nullable UUID id,
        List<Agency> agencies,
        Map<String, String> values,
        @Nullable String refused) {
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    public String action() {
        return id == null ? "/registry/accounts" : "/registry/accounts/" + id + "/edit";
    }
}
