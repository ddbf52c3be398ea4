package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import vn.phigate.gateway.platform.http.Json;

/** A dossier as its system announced it, payer's phone ending in 5678 and identity number in 3210. */
record TestDossier(String code, String path, List<String> obligations) {
    static TestDossier record(TestCity city, String procedure, String number, String payer) {
        String code = "H26.00004-250717-" + number;
        String body = Json.text(Map.of(
                "code",
                code,
                "procedure",
                procedure,
                "agency",
                "00004",
                "channel",
                "online",
                "received_on",
                "2025-07-17",
                "payer",
                Map.of("name", payer, "phone", "0912345678", "identity_number", "001099003210")));
        var answer = Visitor.of(city, "192.0.2.1").postJson("/v1/dossiers", "sk_sandbox_dossiers", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode dossier = Json.tree(answer.text());
        return new TestDossier(
                code,
                dossier.path("pay_url").asText().replace(city.url, ""),
                StreamSupport.stream(dossier.path("obligations").spliterator(), false)
                        .map(o -> o.path("id").asText())
                        .toList());
    }

    Map<String, String> payBy(String method) {
        return Map.of("method", method, "obligations", String.join(",", obligations));
    }
}
