package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import vn.phigate.reconciliation.demo.Services.Answer;

/**
 * Codes drawn on the last day of two former communes and paid after the merger, on the former accounts. One commune went over whole: its money is the
 * successor's at once. The other was divided: its money is held until two people decided. Both are moved by an order that the bank's lines end.
 */
final class MergerScene {
    /** Resolution 1656/NQ-UBTVQH15: the communes of today began on the next day. */
    static final LocalDate LAST_DAY = LocalDate.of(2025, 6, 30);

    private static final LocalDate PAID = LocalDate.of(2025, 7, 2);
    private static final LocalDate MOVED = LocalDate.of(2025, 7, 3);

    private final Stage stage;
    private final DemoSettings settings;
    private final Services services;
    private final Proof proof;
    private final PrintStream out;

    MergerScene(Stage stage, PrintStream out) {
        this.stage = stage;
        this.settings = stage.settings;
        this.services = stage.services;
        this.proof = stage.proof;
        this.out = out;
    }

    /** @param part of the succession @param successors codes */
    private record Former(String part, String code, String name, boolean divided, List<String> successors) {}

    private record Drawn(Former former, JsonNode payment, VietQr qr) {
        String id() {
            return payment.path("id").asText();
        }

        String account() {
            return qr.bin() + "-" + qr.account();
        }
    }

    void play() {
        List<Former> all = formers();
        List<Drawn> drawn = new ArrayList<>();
        services.advanceTo(DayPlan.at(LAST_DAY, LocalTime.of(10, 0)));
        for (boolean divided : new boolean[] {false, true}) {
            List<Former> some =
                    all.stream().filter(each -> each.divided() == divided).toList();
            drawn.add(draw(some.get((int) Math.floorMod(settings.seed(), some.size()))));
        }
        Map<String, BankDay> paid = new TreeMap<>();
        for (Drawn each : drawn) {
            BankDay day = bankDay(paid, each.payment().path("account"), PAID, 2_000_000);
            day.add(new BankLine(
                    DayPlan.at(PAID, LocalTime.of(9, 30)),
                    each.qr().amountVnd(),
                    each.qr().purpose() + " CK tu " + Narratives.plain(Stage.PAYER),
                    Stage.PAYER,
                    true));
        }
        services.advanceTo(DayPlan.at(MOVED, LocalTime.of(8, 0)));
        FinanceMorning morning = morning(PAID, paid);
        morning.importFiles();
        morning.reconcile();
        drawn.forEach(each -> stage.paid(each.id(), each.former().name()));
        Drawn whole = drawn.getFirst();
        Drawn divided = drawn.getLast();
        attributed(whole, whole.former().successors().getFirst());
        decide(divided);
        morning.reconcile();
        String decided = divided.former().successors().getFirst();
        attributed(divided, decided);

        Map<String, BankDay> moved = new TreeMap<>();
        List<String> orders = new ArrayList<>();
        for (Drawn each : drawn) {
            BankDay before = Objects.requireNonNull(paid.get(each.account()));
            JsonNode order = order(each);
            orders.add(order.path("id").asText());
            approveAndSend(each, order);
            String content = "chuyen tra " + order.path("code").asText();
            bankDay(moved, each.payment().path("account"), MOVED, before.closingVnd())
                    .add(new BankLine(
                            DayPlan.at(MOVED, LocalTime.of(10, 0)), -each.qr().amountVnd(), content, "", true));
            JsonNode successor = order.path("successor_account");
            ObjectNode account = Services.JSON.createObjectNode();
            account.put("bin", successor.path("account").asText().replaceAll("-.*", ""));
            account.put("number", successor.path("account").asText().replaceAll(".*-", ""));
            account.put("holder", successor.path("holder").asText());
            bankDay(moved, account, MOVED, 5_000_000)
                    .add(new BankLine(
                            DayPlan.at(MOVED, LocalTime.of(10, 5)), each.qr().amountVnd(), content, "", true));
        }
        services.advanceTo(DayPlan.at(MOVED.plusDays(1), LocalTime.of(8, 0)));
        reported(whole, whole.former().successors().getFirst());
        reported(divided, decided);
        FinanceMorning next = morning(MOVED, moved);
        next.importFiles();
        next.reconcile();
        for (String id : orders) {
            JsonNode order = stage.await(
                    settings.reconciliation(),
                    "/v1/transfer-orders/" + id,
                    each -> each.path("status").asText().equals("seen"));
            proof.expect(
                    order.path("status").asText().equals("seen")
                            && order.path("debit_line").isTextual()
                            && order.path("credit_line").isTextual(),
                    order.path("code").asText() + ": ngân hàng đã thấy cả hai bên [both legs seen]",
                    order);
        }
        for (FinanceMorning each : List.of(morning, next)) {
            each.close();
            each.printClosings();
        }
        proof.count("cảnh [scene]: sáp nhập [mergers]");
    }

    /** Former communes in the order of their codes, of which no successor takes part in the day. */
    private List<Former> formers() {
        List<String> successions = new ArrayList<>();
        services.eachItem(settings.gateway(), "/v1/successions", settings.keys().maker(), each -> {
            if (each.path("cut_over").asText().equals("2025-06-30T17:00:00Z")) {
                successions.add(each.path("id").asText());
            }
        });
        int rows = 0;
        List<Former> found = new ArrayList<>();
        for (String id : successions) {
            Answer answer = services.get(
                    settings.gateway(), "/v1/successions/" + id, settings.keys().maker());
            for (JsonNode part : answer.json().path("parts")) {
                List<String> codes = part.path("successors").findValuesAsText("code");
                rows += codes.size();
                if (codes.stream()
                        .noneMatch(code -> settings.agencies().contains(code) || DayScenes.AGENCY.equals(code))) {
                    found.add(new Former(
                            part.path("id").asText(),
                            part.path("former").path("code").asText(),
                            part.path("former").path("name").asText(),
                            part.path("divided").asBoolean(),
                            codes));
                }
            }
        }
        out.printf("  %d dòng sáp nhập [merger rows], %d văn bản [successions]%n", rows, successions.size());
        proof.count("dòng sáp nhập [merger rows]", rows);
        if (found.stream().map(Former::divided).distinct().count() < 2) {
            throw new DemoStopped(
                    "no commune that went over whole and one that was divided on 2025-07-01 among " + rows);
        }
        found.sort(Comparator.comparing(Former::code).thenComparing(Former::part));
        return found;
    }

    private Drawn draw(Former former) {
        String code = stage.code(former.code(), LAST_DAY, former.divided() ? 9102 : 9101);
        JsonNode dossier = stage.dossier(code, former.code(), LAST_DAY);
        JsonNode payment = stage.pay(code, "vietqr");
        proof.expect(
                payment.path("account").path("holder").asText().endsWith("TAI KHOAN SINH TU DONG"),
                code + ": tài khoản của " + former.name() + " trước sáp nhập [account before the merger]",
                dossier);
        out.printf(
                "  %s: mã QR vẽ ngày [code drawn on] %s, nay [today] %s%n",
                former.name(), LAST_DAY, former.divided() ? "chia cho " + former.successors() : former.successors());
        return new Drawn(former, payment, stage.read(payment));
    }

    /** Matched, attributed to the successor, and on an order to be moved there. */
    private void attributed(Drawn drawn, String successor) {
        String name = drawn.former().name();
        JsonNode match = match(drawn);
        JsonNode former = match.path("former_account");
        proof.expect(
                match.path("outcome").asText().equals("paid")
                        && former.path("successor_agency").asText().equals(successor)
                        && former.path("label").asText().contains(name)
                        && !former.path("legal_act").asText().isEmpty(),
                name + ": khớp, thuộc về [matched, attributed to] " + successor,
                match);
        JsonNode order = order(drawn);
        proof.expect(
                order.path("former_account").path("account").asText().equals(drawn.account())
                        && order.path("successor_agency").path("code").asText().equals(successor)
                        && order.path("amount_vnd").asLong() == drawn.qr().amountVnd(),
                name + ": có lệnh chuyển [a transfer order]",
                order);
    }

    /** By what is known on the day after: played again, the clock stands before the decision of the first time until then. */
    private void reported(Drawn drawn, String successor) {
        String name = drawn.former().name();
        JsonNode income = services.get(
                        settings.gateway(),
                        "/v1/reports/income?agency=" + successor + "&from=" + PAID + "&to=" + PAID,
                        settings.keys().maker())
                .json();
        proof.expect(
                income.path("total").path("settled_vnd").asLong() >= drawn.qr().amountVnd(),
                name + ": vào báo cáo thu của [reported to] " + successor,
                income);
    }

    private JsonNode match(Drawn drawn) {
        List<JsonNode> found = new ArrayList<>();
        services.eachItem(
                settings.reconciliation(),
                "/v1/matches?business_day=" + PAID + "&account=" + drawn.account(),
                settings.keys().maker(),
                each -> {
                    if (each.path("payment_id").asText().equals(drawn.id())) {
                        found.add(each);
                    }
                });
        return found.size() == 1 ? found.getFirst() : Services.JSON.missingNode();
    }

    private JsonNode order(Drawn drawn) {
        String id = match(drawn).path("former_account").path("transfer_order").asText();
        return services.get(
                        settings.reconciliation(),
                        "/v1/transfer-orders/" + id,
                        settings.keys().checker())
                .json();
    }

    /** Until two people decided who has the divided commune's duties, nobody gets its money. */
    private void decide(Drawn drawn) {
        String path = "/v1/succession-decisions/" + drawn.former().part();
        JsonNode decision = services.get(
                        settings.gateway(), path, settings.keys().maker())
                .json()
                .path("decision");
        if (decision.path("approved").isObject()) {
            return;
        }
        String name = drawn.former().name();
        JsonNode order = order(drawn);
        proof.expect(
                order.path("status").asText().equals("waiting")
                        && order.path("successor_account").isNull()
                        && order.path("candidates")
                                .findValuesAsText("code")
                                .equals(drawn.former().successors()),
                name + ": tiền được giữ lại [held]",
                order);
        Answer early = services.post(
                settings.reconciliation(),
                "/v1/transfer-orders/" + order.path("id").asText() + "/approve",
                settings.keys().checker(),
                null,
                Services.JSON.createObjectNode());
        proof.expect(
                early.code().equals("successor_undecided"), name + ": chưa duyệt được, successor_undecided", early);
        if (!decision.isObject()) {
            ObjectNode body = Services.JSON.createObjectNode();
            body.put("agency", drawn.former().successors().getFirst());
            body.put("document", "QĐ 01/QĐ-UBND (mẫu)");
            stage.asked(settings.gateway(), path + "/decide", settings.keys().maker(), "", body);
        }
        stage.refusedToProposer(settings.gateway(), path + "/approve", name);
        ObjectNode nothing = Services.JSON.createObjectNode();
        stage.asked(settings.gateway(), path + "/approve", settings.keys().checker(), "", nothing);
    }

    private void approveAndSend(Drawn drawn, JsonNode order) {
        String path = "/v1/transfer-orders/" + order.path("id").asText();
        String status = order.path("status").asText();
        ObjectNode nothing = Services.JSON.createObjectNode();
        if (status.equals("proposed")) {
            stage.refusedToProposer(
                    settings.reconciliation(), path + "/approve", drawn.former().name());
            JsonNode approved = stage.asked(
                    settings.reconciliation(),
                    path + "/approve",
                    settings.keys().checker(),
                    "",
                    nothing);
            proof.expect(
                    approved.path("status").asText().equals("approved"),
                    drawn.former().name() + ": người khác duyệt [another person approves]",
                    approved);
            status = "approved";
        }
        if (status.equals("approved")) {
            stage.asked(
                    settings.reconciliation(), path + "/send", settings.keys().maker(), "", nothing);
            status = "sent";
        }
        proof.expect(
                Set.of("sent", "seen").contains(status), drawn.former().name() + ": lệnh đã gửi [order sent]", order);
    }

    private static BankDay bankDay(Map<String, BankDay> days, JsonNode account, LocalDate day, long openingVnd) {
        String bin = account.path("bin").asText();
        String number = account.path("number").asText();
        String holder = account.path("holder").asText();
        return days.computeIfAbsent(bin + "-" + number, none -> new BankDay(bin, number, holder, day, openingVnd));
    }

    private FinanceMorning morning(LocalDate day, Map<String, BankDay> bank) {
        return new FinanceMorning(
                settings.withDay(settings.seed(), settings.dossiers(), day), services, proof, out, bank);
    }
}
