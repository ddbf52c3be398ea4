package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.agencies.Agency;

/** The agencies of today, by code. */
public record AgenciesView(List<Agency> agencies) {
    public static String kind(Wording w, Agency agency) {
        return switch (agency.kind()) {
            case "commune" -> w.say("Xã, phường", "Commune");
            case "department" -> w.say("Sở, ngành", "Department");
            default -> w.say("Trung tâm", "Centre");
        };
    }
}
