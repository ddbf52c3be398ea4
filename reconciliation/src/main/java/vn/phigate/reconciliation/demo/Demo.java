package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.demo.CollectionDay.Followed;
import vn.phigate.reconciliation.demo.Services.Answer;

/** Plays one business day over HTTP, from the first dossier to the signed close, and checks itself. */
public final class Demo {
    private static final Duration SETTLE_TIME = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);

    private final DemoSettings settings;
    private final PrintStream out;
    private final Services services;
    private final Set<Scene> scenes;
    private final Proof proof = new Proof();

    private Demo(DemoSettings settings, Set<Scene> scenes, PrintStream out, Services services) {
        this.scenes = scenes;
        this.settings = settings;
        this.out = out;
        this.services = services;
    }

    /**
     * Runs it. May be killed and run again, and the services may be killed under it: same seed, same proof.
     *
     * @param scenes what is played beside the day
     * @return 0 when everything was as planned; 1 with the list of differences printed
     */
    public static int run(DemoSettings settings, Set<Scene> scenes, PrintStream out) {
        try (Services services = new Services(settings, out);
                WebhookListener webhooks = WebhookListener.start(settings.webhookPort())) {
            Demo demo = new Demo(settings, scenes, out, services);
            try {
                demo.play(webhooks);
            } catch (DemoStopped stopped) {
                demo.proof.differs("dừng giữa chừng [stopped]: " + stopped.getMessage());
            }
            out.println();
            demo.proof.printVerdict(out);
            out.flush();
            return demo.proof.holds() ? 0 : 1;
        }
    }

    private void play(WebhookListener webhooks) {
        DayPlan plan = DayPlan.of(settings);
        out.printf(
                "Ngày làm việc mẫu [sample business day] %s, %d hồ sơ [dossiers], hạt giống [seed] %d%n",
                settings.businessDay(), plan.visits().size(), settings.seed());
        services.waitUntilUp("start");
        String secret = registerWebhook(webhooks);

        Stage stage = new Stage(settings, services, proof);
        if (scenes.contains(Scene.MERGERS)) {
            title("0. Sáp nhập ngày 1/7/2025 [mergers]");
            new MergerScene(stage, out).play();
        }

        title("1. Nhận hồ sơ và thu tiền [dossiers and payments]");
        CollectionDay day = new CollectionDay(settings, plan, services, proof, out);
        day.run();
        DayScenes dayScenes = new DayScenes(stage, out);
        dayScenes.play(scenes, day);

        title("2. Nhập sao kê ngân hàng [bank statements]");
        services.advanceTo(DayPlan.at(settings.businessDay().plusDays(1), LocalTime.of(8, 0)));
        FinanceMorning finance = new FinanceMorning(settings, services, proof, out, day.bank());
        finance.importFiles();

        title("3. Đối soát [reconciliation]");
        finance.reconcile();
        finance.readDiscrepancies();
        dayScenes.checkBankSeen();
        checkPayments(day);
        checkDossiers(plan);

        title("4. Chốt sổ, hai người ký [closing, signed by two]");
        finance.close();
        finance.printClosings();
        checkLedger();

        title("5. Thông báo cho hệ thống hồ sơ [webhooks]");
        checkWebhooks(webhooks, secret);

        title("Số đếm [counts]");
        proof.count("dịch vụ gián đoạn [outages survived]", services.outages());
        proof.printCounts(out);
    }

    // --- webhooks ---

    private @Nullable String registerWebhook(WebhookListener webhooks) {
        ObjectNode body =
                Services.JSON.createObjectNode().put("url", webhooks.url().toString());
        for (String event : new String[] {"payment.paid", "payment.refunded", "payment.contested", "receipt.issued"}) {
            body.withArray("events").add(event);
        }
        Answer answer = services.post(
                settings.gateway(),
                "/v1/webhook-endpoints",
                settings.keys().dossiers(),
                "demo-" + webhooks.url().getPath(),
                body);
        String secret = answer.json().path("secret").asText("");
        if (!answer.ok() || secret.isEmpty()) {
            proof.differs("POST /v1/webhook-endpoints: " + answer);
            return null;
        }
        return secret;
    }

    /** Deliveries trail behind: waits until none has come for two seconds, and not for ever. */
    private void checkWebhooks(WebhookListener webhooks, @Nullable String secret) {
        if (secret == null) {
            return;
        }
        int freshlyPaid = proof.counted(Set.of("IPN RspCode 00: qua VNPay [through the provider]"));
        Instant giveUpAt = Instant.now().plus(settings.webhookBudget());
        int received = -1;
        while (Instant.now().isBefore(giveUpAt)
                && (received != webhooks.received() || (received == 0 && freshlyPaid > 0))) {
            received = webhooks.received();
            Services.pause(Duration.ofSeconds(2));
        }
        WebhookListener.Tally tally = webhooks.tally(secret);
        proof.expect(tally.badSignatures() == 0, "chữ ký webhook đúng [webhook signatures]", tally);
        proof.expect(
                freshlyPaid == 0 || tally.distinct() > 0,
                "có webhook khi có khoản mới trả [webhooks arrive when payments are new]",
                tally);
        tally.events().forEach((type, count) -> proof.count("webhook: " + type, count));
        out.printf(
                "  %d thông báo đúng chữ ký [messages verified]; %d gửi lại [repeated]; %d sai chữ ký [bad signatures]%n",
                tally.distinct(), tally.repeated(), tally.badSignatures());
    }

    // --- what must be true in the end ---

    /** Each payment that got its money is paid, the others are not, and no receipt belongs to two. */
    private void checkPayments(CollectionDay day) {
        Set<String> receipts = new HashSet<>();
        Instant giveUpAt = Instant.now().plus(SETTLE_TIME);
        for (Followed followed : day.followed()) {
            JsonNode payment = payment(followed);
            while (followed.mustBePaid()
                    && !hasReceipt(payment)
                    && Instant.now().isBefore(giveUpAt)) {
                Services.pause(POLL);
                payment = payment(followed);
            }
            String status = payment.path("status").asText();
            String name = followed.visit().code() + " (" + followed.visit().scenario().label + ")";
            proof.expect(
                    status.equals("paid") == followed.mustBePaid(),
                    name + (followed.mustBePaid() ? ": đã trả [paid]" : ": chưa trả [not paid]"),
                    status);
            proof.count("thanh toán [payments]: " + status);
            if (!followed.mustBePaid()) {
                continue;
            }
            proof.expect(hasReceipt(payment), name + ": có biên lai [receipt]", payment.path("receipts"));
            for (JsonNode receipt : payment.path("receipts")) {
                String code = receipt.path("code").asText();
                proof.expect(receipts.add(code), name + ": biên lai không trùng [receipt once]", code);
            }
        }
        proof.count("biên lai [receipts]", receipts.size());
    }

    private static boolean hasReceipt(JsonNode payment) {
        return payment.path("status").asText().equals("paid")
                && !payment.path("receipts").isEmpty();
    }

    private JsonNode payment(Followed followed) {
        return services.get(
                        settings.gateway(),
                        "/v1/payments/" + followed.paymentId(),
                        settings.keys().dossiers())
                .json();
    }

    private void checkDossiers(DayPlan plan) {
        for (DayPlan.Visit visit : plan.visits()) {
            JsonNode dossier = services.get(
                            settings.gateway(),
                            "/v1/dossiers/" + visit.code(),
                            settings.keys().dossiers())
                    .json();
            Map<String, Integer> statuses = new HashMap<>();
            dossier.path("obligations")
                    .forEach(o -> statuses.merge(o.path("status").asText(), 1, Integer::sum));
            boolean settled = !statuses.isEmpty() && statuses.keySet().equals(Set.of("paid"));
            proof.expect(
                    settled == visit.scenario().endsPaid(),
                    visit.code() + " (" + visit.scenario().label + "): "
                            + (visit.scenario().endsPaid() ? "đã nộp đủ [settled]" : "chưa nộp đủ [not settled]"),
                    statuses);
        }
    }

    private void checkLedger() {
        Answer answer = services.get(
                settings.gateway(),
                "/v1/ledger/trial-balance?day=" + settings.businessDay(),
                settings.keys().checker());
        long sumVnd = answer.json().path("sum_vnd").asLong(Long.MIN_VALUE);
        proof.expect(answer.ok() && sumVnd == 0, "tổng sổ cái bằng 0 [ledger sums to zero]", answer);
        out.printf("  Tổng sổ cái [ledger sum]: %s đ%n", sumVnd == Long.MIN_VALUE ? "?" : Long.toString(sumVnd));
    }

    private void title(String text) {
        out.println();
        out.println(text);
        out.flush();
    }
}
