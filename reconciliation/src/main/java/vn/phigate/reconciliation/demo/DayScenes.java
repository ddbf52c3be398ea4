package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.demo.Services.Answer;

/** The other ways to pay on the played day, at an agency of their own: wallets, a bank notice, a payment made twice. */
final class DayScenes {
    /** Takes no part in the plan, so that every line on its account is known here. */
    static final String AGENCY = "00166";

    private final Stage stage;
    private final DemoSettings settings;
    private final Services services;
    private final Proof proof;
    private final PrintStream out;
    private final LocalDate day;
    private final List<String> payments = new ArrayList<>();

    DayScenes(Stage stage, PrintStream out) {
        this.stage = stage;
        this.settings = stage.settings;
        this.services = stage.services;
        this.proof = stage.proof;
        this.out = out;
        this.day = settings.businessDay();
    }

    void play(Set<Scene> scenes, CollectionDay collection) {
        if (scenes.contains(Scene.WALLETS)) {
            wallet("momo", 9001, LocalTime.of(17, 50), collection);
            wallet("zalopay", 9002, LocalTime.of(17, 55), collection);
        }
        if (scenes.contains(Scene.NOTICE)) {
            notice(9003, LocalTime.of(18, 0), collection);
        }
        if (scenes.contains(Scene.PAID_TWICE)) {
            paidTwice(9004, LocalTime.of(18, 5), collection);
        }
    }

    /** The next morning, when the statement was matched. */
    void checkBankSeen() {
        for (String id : payments) {
            JsonNode payment = stage.await(
                    settings.gateway(),
                    "/v1/payments/" + id,
                    each -> !each.path("bank_seen_at").isNull());
            proof.expect(
                    payment.path("status").asText().equals("paid")
                            && payment.path("bank_seen_at").isTextual()
                            && payment.path("confirmation").path("confirmed").asBoolean()
                            && !payment.path("confirmation").path("contested").asBoolean(),
                    payment.path("dossiers").path(0).asText()
                            + ": ngân hàng đã thấy tiền, không mâu thuẫn [bank saw it]",
                    payment);
        }
    }

    private String open(int number, LocalTime time) {
        services.advanceTo(DayPlan.at(day, time));
        String code = stage.code(AGENCY, day, number);
        stage.dossier(code, AGENCY, day);
        return code;
    }

    private void wallet(String provider, int number, LocalTime time, CollectionDay collection) {
        String code = open(number, time);
        JsonNode payment = stage.pay(code, provider);
        String id = payment.path("id").asText();
        if (!isPaid(id)) {
            JsonNode told = atProvider(provider, payment, 2);
            // MoMo wants 204 and nothing else, ZaloPay a code in the body: 1 is taken, 2 was taken before.
            List<String> answers = new ArrayList<>();
            told.path("ipn").forEach(each -> answers.add(each.asText()));
            boolean understood = provider.equals("momo")
                    ? answers.stream().allMatch(each -> each.startsWith("204"))
                    : answers.getFirst().contains("\"return_code\":1")
                            && answers.getLast().contains("\"return_code\":2");
            proof.expect(answers.size() == 2 && understood, code + ": trả lời " + provider + " [answers]", answers);
        }
        JsonNode paid = stage.paid(id, code + " " + provider);
        proof.expect(
                paid.path("provider").asText().equals(provider)
                        && paid.path("cases").isEmpty(),
                code + ": qua " + provider + ", một lần [once]",
                paid);
        book(collection, paid, paid.path("reference").asText(), time, null);
        done("trả qua " + provider + " [paid by " + provider + "]", code);
    }

    /** A forged notice is refused; the genuine one pays; the statement's line of the same transfer is its second witness, not more money. */
    private void notice(int number, LocalTime time, CollectionDay collection) {
        String code = open(number, time);
        JsonNode payment = stage.pay(code, "vietqr");
        VietQr qr = stage.read(payment);
        String id = payment.path("id").asText();
        String reference = "FT" + Math.floorMod(settings.seed(), 100_000) + "N" + day.getDayOfYear();
        if (!isPaid(id)) {
            List<String> forged = transfer(qr, reference, time, true);
            proof.expect(
                    forged.equals(List.of("401")) && !isPaid(id),
                    code + ": tin báo SePay giả bị từ chối, 401 [forged notice refused]",
                    forged);
        }
        List<String> taken = transfer(qr, reference, time, false);
        proof.expect(
                taken.equals(List.of("200", "200")), code + ": tin báo SePay được nhận, hai lần [notice twice]", taken);
        JsonNode paid = stage.paid(id, code + " SePay");
        proof.expect(
                paid.path("received_vnd").asLong() == qr.amountVnd()
                        && paid.path("cases").isEmpty(),
                code + ": ghi một lần trước khi có sao kê [once, before the statement]",
                paid);
        book(collection, paid, qr.purpose(), time, reference);
        done("VietQR do SePay báo [VietQR told by SePay]", code);
    }

    private List<String> transfer(VietQr qr, String reference, LocalTime time, boolean forged) {
        Instant at = DayPlan.at(day, time);
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("number", qr.account()).put("amount_vnd", qr.amountVnd()).put("content", qr.purpose());
        body.put("reference", reference).put("at", at.toString());
        ObjectNode call = body.putArray("calls").addObject().put("service", "sepay");
        call.put("times", forged ? 1 : 2).put("forged", forged).put("signed_at", at.toString());
        JsonNode answer = stage.asked(settings.vnpaySandbox(), "/sandbox/transfers", "", "", body);
        List<String> codes = new ArrayList<>();
        answer.path("calls").forEach(each -> codes.add(each.path("status").asText()));
        return codes;
    }

    /** Two of the payment's attempts are paid. The second success settles nothing; a rule proposes to give it back, a checker approves, the provider does it. */
    private void paidTwice(int number, LocalTime time, CollectionDay collection) {
        String code = open(number, time);
        JsonNode first = stage.pay(code, "momo");
        String id = first.path("id").asText();
        JsonNode second = stage.tryAlso(code, id, "zalopay");
        long amountVnd = first.path("amount_vnd").asLong();
        if (!isPaid(id)) {
            atProvider("zalopay", second, 1);
            atProvider("momo", first, 1);
        }
        JsonNode paid = stage.paid(id, code + " hai lần [twice]");
        proof.expect(
                paid.path("received_vnd").asLong() == 2 * amountVnd
                        && paid.path("cases").path(0).path("type").asText().equals("paid_twice"),
                code + ": hai lần tiền, một hồ sơ [case paid_twice]",
                paid);
        String refunds = "/v1/payments/" + id + "/refunds";
        JsonNode proposed = stage.await(
                        settings.gateway(), refunds, each -> !each.path("items").isEmpty())
                .path("items")
                .path(0);
        proof.expect(
                proposed.path("amount_vnd").asLong() == amountVnd
                        && proposed.path("surplus_vnd").asLong() == amountVnd
                        && proposed.path("method").asText().equals("momo")
                        && proposed.path("proposed_by").asText().startsWith("rule:"),
                code + ": quy tắc đề xuất hoàn trả qua MoMo [refund proposed by rule]",
                proposed);
        String refund = "/v1/refunds/" + proposed.path("id").asText();
        if (proposed.path("status").asText().equals("proposed")) {
            stage.refusedToProposer(settings.gateway(), refund + "/approve", code);
            stage.asked(
                    settings.gateway(),
                    refund + "/approve",
                    settings.keys().checker(),
                    "",
                    Services.JSON.createObjectNode());
        }
        JsonNode done = stage.await(
                settings.gateway(), refund, each -> each.path("status").asText().equals("done"));
        JsonNode after = stage.payment(id);
        proof.expect(
                done.path("status").asText().equals("done")
                        && !done.path("provider_refund").asText("").isEmpty()
                        && after.path("refunded_vnd").asLong() == amountVnd
                        && after.path("status").asText().equals("paid")
                        && after.path("cases").path(0).path("status").asText().equals("resolved"),
                code + ": MoMo đã hoàn, hồ sơ vẫn đã nộp [refunded, the dossier stays paid]",
                done);
        JsonNode order = order("momo", first);
        proof.expect(
                order.isMissingNode() || order.path("refunded_vnd").asLong() == amountVnd,
                code + ": MoMo hoàn đúng một lần [once at the provider]",
                order);
        book(collection, after, after.path("reference").asText(), time, null);
        done("trả hai lần, đã hoàn [paid twice, given back]", code);
    }

    private boolean isPaid(String payment) {
        return stage.payment(payment).path("status").asText().equals("paid");
    }

    private JsonNode atProvider(String provider, JsonNode payment, int deliveries) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("order_id", payment.path("attempt").path("order_id").asText());
        body.put("result", "success").put("deliveries", deliveries);
        URI sandbox = settings.vnpaySandbox();
        return stage.asked(sandbox, "/sandbox/" + provider + "/pay", "", "", body);
    }

    /** The order as the provider tells it; missing when its sandbox was started since. */
    private JsonNode order(String provider, JsonNode payment) {
        String id = payment.path("attempt").path("order_id").asText();
        Answer answer = services.get(settings.vnpaySandbox(), "/sandbox/" + provider + "/transactions", "");
        for (JsonNode each : answer.json().path("items")) {
            if (each.path("order_id").asText().equals(id)) {
                return each;
            }
        }
        return Services.JSON.missingNode();
    }

    private void book(
            CollectionDay collection, JsonNode payment, String content, LocalTime time, @Nullable String reference) {
        JsonNode account = payment.path("account");
        collection
                .bankDay(
                        account.path("bin").asText(),
                        account.path("number").asText(),
                        account.path("holder").asText())
                .add(new BankLine(
                        DayPlan.at(day, time.plusMinutes(1)),
                        payment.path("amount_vnd").asLong(),
                        content,
                        Stage.PAYER,
                        true,
                        reference));
        payments.add(payment.path("id").asText());
    }

    private void done(String what, String code) {
        proof.count("cảnh [scene]: " + what);
        out.println("  " + what + ": " + code);
        out.flush();
    }
}
