package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.function.Predicate;
import vn.phigate.reconciliation.demo.Services.Answer;

/** What the scenes have in common: dossiers and payments of their own, and waiting for what jobs do. */
final class Stage {
    static final String PAYER = "Nguyễn Văn An";

    private static final String PROCEDURE = "9.000001";
    private static final Duration SETTLE_TIME = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(250);

    final DemoSettings settings;
    final Services services;
    final Proof proof;

    Stage(DemoSettings settings, Services services, Proof proof) {
        this.settings = settings;
        this.services = services;
        this.proof = proof;
    }

    /** The code of a dossier that no plan uses: plans count from 0001. */
    String code(String agency, LocalDate day, int number) {
        return "H26.%s.%d-%s-%04d"
                .formatted(
                        agency,
                        Math.floorMod(settings.seed(), 100_000),
                        day.format(DateTimeFormatter.ofPattern("uuMMdd")),
                        number);
    }

    JsonNode dossier(String code, String agency, LocalDate day) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("code", code).put("procedure", PROCEDURE).put("agency", agency);
        body.put("channel", "online").put("received_on", day.toString());
        body.putObject("payer").put("name", PAYER).put("phone", "0912345678").putArray("groups");
        body.putObject("quantities");
        return asked(settings.gateway(), "/v1/dossiers", settings.keys().dossiers(), key(code, "dossier"), body);
    }

    JsonNode pay(String code, String method) {
        ObjectNode body = way(method);
        body.putArray("dossiers").add(code);
        return asked(settings.gateway(), "/v1/payments", settings.keys().dossiers(), key(code, "pay"), body);
    }

    JsonNode tryAlso(String code, String payment, String method) {
        String path = "/v1/payments/" + payment + "/attempts";
        return asked(settings.gateway(), path, settings.keys().dossiers(), key(code, method), way(method));
    }

    private static ObjectNode way(String method) {
        return Services.JSON.createObjectNode().put("method", method).put("return_url", CollectionDay.RETURN_URL);
    }

    private String key(String code, String purpose) {
        return "demo-" + settings.seed() + "-" + code + "-" + purpose;
    }

    /** What the payer's banking app reads from the payment's code. */
    VietQr read(JsonNode payment) {
        VietQr qr = VietQr.read(payment.path("attempt").path("qr").asText(""));
        if (qr == null) {
            throw new DemoStopped("attempt.qr cannot be read: " + payment);
        }
        JsonNode account = payment.path("account");
        proof.expect(
                qr.bin().equals(account.path("bin").asText())
                        && qr.account().equals(account.path("number").asText())
                        && qr.amountVnd() == payment.path("amount_vnd").asLong()
                        && qr.purpose().contains(payment.path("reference").asText()),
                payment.path("dossiers").path(0).asText() + ": mã QR đúng tài khoản, số tiền, nội dung [QR as ordered]",
                qr);
        return qr;
    }

    /** Posts what has to be taken; a scene cannot go on without. */
    JsonNode asked(URI base, String path, String bearer, String key, JsonNode body) {
        Answer answer = services.post(base, path, bearer, key, body);
        if (!answer.ok()) {
            throw new DemoStopped("POST " + path + ": " + answer);
        }
        return answer.json();
    }

    JsonNode payment(String id) {
        return services.get(
                        settings.gateway(),
                        "/v1/payments/" + id,
                        settings.keys().dossiers())
                .json();
    }

    /** Reads again until it is as it should be, or long enough. */
    JsonNode await(URI base, String path, Predicate<JsonNode> reached) {
        Instant giveUpAt = Instant.now().plus(SETTLE_TIME);
        while (true) {
            JsonNode read = services.get(base, path, settings.keys().checker()).json();
            if (reached.test(read) || Instant.now().isAfter(giveUpAt)) {
                return read;
            }
            Services.pause(POLL);
        }
    }

    /** Waits for the receipt, which follows the money. */
    JsonNode paid(String id, String what) {
        JsonNode payment = await(
                settings.gateway(),
                "/v1/payments/" + id,
                each -> each.path("status").asText().equals("paid")
                        && !each.path("receipts").isEmpty());
        proof.expect(
                payment.path("status").asText().equals("paid")
                        && payment.path("receipts").size() == 1,
                what + ": đã trả, có biên lai [paid, with a receipt]",
                payment);
        return payment;
    }

    /** Says a person's word that must be refused with one of two codes: their role does not allow it, or they are the proposer. */
    void refusedToProposer(URI base, String path, String what) {
        Answer answer = services.post(base, path, settings.keys().maker(), null, Services.JSON.createObjectNode());
        proof.expect(
                answer.status() == 403
                        && (answer.code().equals("forbidden") || answer.code().equals("same_person")),
                what + ": người đề xuất không được duyệt, 403 [the proposer may not approve]",
                answer);
    }
}
