package vn.phigate.gateway.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;

/** The form of a registration. @param id of the draft that is edited; null for a new one */
public record AccountFormView(@Nullable UUID id, List<Agency> agencies, Form form) {
    public String action() {
        return id == null ? "/registry/accounts" : "/registry/accounts/" + id + "/edit";
    }
}
