package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.demo.DayPlan.Visit;
import vn.phigate.reconciliation.demo.Services.Answer;

/**
 * The day at the gateway: dossiers come in and are paid, each by its scenario, and what the bank will show of it is
 * written down. Every request may be sent again after a crash, and the whole day may be played again.
 */
final class CollectionDay {
    private static final Set<String> RECORDED = Set.of("00", "02");
    static final String RETURN_URL = "https://example.vn/ket-qua";
    private static final int MAX_BROKEN_VISITS = 10;
    private static final int MAX_DELIVERY_TRIES = 5;

    private final DemoSettings settings;
    private final DayPlan plan;
    private final Services services;
    private final Proof proof;
    private final PrintStream out;
    private final Map<String, BankDay> bank = new TreeMap<>();
    private final Map<String, Long> closedVnd = new HashMap<>();
    private final List<Due> late = new ArrayList<>();
    private final List<Followed> followed = new ArrayList<>();

    /** A payment of a dossier, to be looked at again when the day is reconciled. */
    record Followed(Visit visit, String paymentId, boolean mustBePaid) {}

    private record Account(String bin, String number, String holder) {}

    private record Due(Visit visit, Account account, JsonNode payment, Random random) {
        String id() {
            return payment.path("id").asText();
        }

        long amountVnd() {
            return payment.path("amount_vnd").asLong();
        }

        String reference() {
            return payment.path("reference").asText();
        }
    }

    CollectionDay(DemoSettings settings, DayPlan plan, Services services, Proof proof, PrintStream out) {
        this.settings = settings;
        this.plan = plan;
        this.services = services;
        this.proof = proof;
        this.out = out;
    }

    /** By account, in the order of the account's name. */
    Map<String, BankDay> bank() {
        return bank;
    }

    List<Followed> followed() {
        return List.copyOf(followed);
    }

    void run() {
        readLastClosings();
        int done = 0;
        int broken = 0;
        for (Visit visit : plan.visits()) {
            services.advanceTo(visit.arrivesAt());
            try {
                visit(visit);
            } catch (BrokenVisit answer) {
                proof.differs(visit.code() + " (" + visit.scenario().label + "): " + answer.getMessage());
                if (++broken == MAX_BROKEN_VISITS) {
                    throw new DemoStopped(MAX_BROKEN_VISITS + " dossiers went wrong, the last: " + answer.getMessage());
                }
            }
            if (++done % 25 == 0 || done == plan.visits().size()) {
                out.printf(
                        "  %s  %4d/%d hồ sơ [dossiers]%n",
                        DateTimeFormatter.ofPattern("HH:mm")
                                .format(visit.arrivesAt().atZone(DayPlan.VIETNAM)),
                        done,
                        plan.visits().size());
                out.flush();
            }
        }
        services.advanceTo(DayPlan.at(plan.businessDay(), LocalTime.of(17, 30)));
        late.forEach(this::payLate);
        callUnknownOrders();
        addOtherLines();
    }

    private void visit(Visit visit) {
        Random random = new Random(visit.luck());
        JsonNode dossier = openDossier(visit);
        long dueVnd = dossier.path("amount_due_vnd").asLong(-1);
        proof.count("hồ sơ [dossiers]: " + visit.scenario().label);
        switch (visit.scenario()) {
            case VNPAY, VNPAY_SIGNATURE -> payByVnpay(due(visit, dossier, random), 1);
            case VNPAY_REPEATED -> payByVnpay(due(visit, dossier, random), random.nextInt(2, 6));
            case VNPAY_SECOND_TRY -> cancelThenPay(due(visit, dossier, random));
            case VNPAY_TWO_PAYMENTS -> openTwice(visit, dossier, random);
            case VNPAY_SHORT -> reportShort(due(visit, dossier, random));
            case VNPAY_FORGED -> forge(due(visit, dossier, random));
            case VNPAY_LATE -> {
                Due due = due(visit, dossier, random);
                late.add(due);
                follow(due, true);
            }
            case TWO_ACCOUNTS -> payTwoAccounts(visit, dossier, random);
            case FREE -> {
                proof.expect(dueVnd == 0, visit.code() + ": không phải nộp [nothing due]", dueVnd);
                Answer refused = pay(visit, dossiers(visit), "vnpay", "free");
                refusedAs(
                        refused, visit, Set.of("nothing_due"), "thanh toán hồ sơ miễn phí [payment of a free dossier]");
            }
            case VIETQR, VIETQR_SIGNATURE -> transfer(qrDue(visit, dossier, random), 1);
            case VIETQR_TWICE -> transfer(qrDue(visit, dossier, random), 2);
            case VIETQR_OTHER_AMOUNT -> {
                QrDue qr = qrDue(visit, dossier, random);
                book(qr.due(), qr.purpose(), qr.due().amountVnd() - 1_000, Duration.ofMinutes(4), false);
                follow(qr.due(), false);
                proof.count("dòng lạ [odd line]: sai số tiền [other amount]");
            }
            case VIETQR_NEAR_CODE -> {
                QrDue qr = qrDue(visit, dossier, random);
                BankDay day = bankDay(
                        qr.due().account().bin(),
                        qr.due().account().number(),
                        qr.due().account().holder());
                day.add(new BankLine(
                        visit.arrivesAt().plus(Duration.ofMinutes(5)),
                        qr.due().amountVnd(),
                        Narratives.mistyped(visit.code()) + " nop phi",
                        visit.payerName(),
                        false));
                follow(qr.due(), false);
                proof.count("dòng lạ [odd line]: mã gõ sai [mistyped code]");
            }
            case UNPAID -> proof.expect(dueVnd > 0, visit.code() + ": còn phải nộp [due]", dueVnd);
        }
    }

    // --- dossier and payment ---

    private JsonNode openDossier(Visit visit) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("code", visit.code());
        body.put("procedure", visit.scenario().procedure);
        body.put("agency", visit.agency());
        body.put("channel", "online");
        body.put("received_on", plan.businessDay().toString());
        ObjectNode payer = body.putObject("payer");
        payer.put("name", visit.payerName());
        payer.put("phone", visit.phone());
        payer.putArray("groups");
        body.putObject("quantities");
        Answer answer = services.post(
                settings.gateway(), "/v1/dossiers", settings.keys().dossiers(), key(visit, "dossier"), body);
        if (!answer.ok()) {
            throw new BrokenVisit("POST /v1/dossiers: " + answer);
        }
        long known = visit.scenario().knownDueVnd();
        long dueVnd = answer.json().path("amount_due_vnd").asLong(-1);
        // Played again, a paid dossier may say that nothing is due any more.
        proof.expect(
                known < 0 || dueVnd == known || (answer.status() == 200 && dueVnd == 0),
                visit.code() + ": phải nộp [due] " + known,
                dueVnd);
        return answer.json();
    }

    private Due due(Visit visit, JsonNode dossier, Random random) {
        return opened(visit, onlyAccount(visit, dossier), pay(visit, dossiers(visit), "vnpay", "pay"), random);
    }

    private record QrDue(Due due, String purpose) {}

    /** A payment by VietQR; what the payer's banking app reads from the code becomes the transfer. */
    private QrDue qrDue(Visit visit, JsonNode dossier, Random random) {
        Account account = onlyAccount(visit, dossier);
        Due due = opened(visit, account, pay(visit, dossiers(visit), "vietqr", "pay"), random);
        VietQr qr = VietQr.read(due.payment().path("attempt").path("qr").asText(""));
        if (qr == null) {
            throw new BrokenVisit("attempt.qr cannot be read: " + due.payment());
        }
        proof.expect(
                qr.bin().equals(account.bin())
                        && qr.account().equals(account.number())
                        && qr.amountVnd() == due.amountVnd()
                        && qr.purpose().contains(due.reference()),
                visit.code() + ": mã QR đúng tài khoản, số tiền, nội dung [QR as ordered]",
                qr);
        return new QrDue(due, qr.purpose());
    }

    private Answer pay(Visit visit, ObjectNode what, String method, String purpose) {
        ObjectNode body = what.deepCopy();
        body.put("method", method);
        body.put("return_url", RETURN_URL);
        return services.post(settings.gateway(), "/v1/payments", settings.keys().dossiers(), key(visit, purpose), body);
    }

    private Due opened(Visit visit, Account account, Answer answer, Random random) {
        if (!answer.ok()) {
            throw new BrokenVisit("POST /v1/payments: " + answer);
        }
        Due due = new Due(visit, account, answer.json(), random);
        if (due.id().isEmpty() || due.reference().isEmpty() || due.amountVnd() <= 0) {
            throw new BrokenVisit("a payment without id, reference or amount: " + answer);
        }
        return due;
    }

    private void refusedAs(Answer answer, Visit visit, Set<String> codes, String what) {
        boolean refused = answer.status() == 409 && codes.contains(answer.code());
        proof.expect(refused, visit.code() + ": " + what + ", 409 " + codes, answer);
        if (refused) {
            proof.count("từ chối [refused] 409 " + answer.code());
        }
    }

    // --- by VNPay ---

    private void payByVnpay(Due due, int deliveries) {
        follow(due, true);
        recorded(due, atVnpay(due, redirectUrl(due.payment()), "success", deliveries), deliveries);
        bookPaid(due);
    }

    private void cancelThenPay(Due due) {
        follow(due, true);
        recorded(due, atVnpay(due, redirectUrl(due.payment()), "cancel", 1), 1);
        services.advanceTo(due.visit().arrivesAt().plus(Duration.ofMinutes(3)));
        ObjectNode body =
                Services.JSON.createObjectNode().put("method", "vnpay").put("return_url", RETURN_URL);
        Answer answer = services.post(
                settings.gateway(),
                "/v1/payments/" + due.id() + "/attempts",
                settings.keys().dossiers(),
                key(due.visit(), "second"),
                body);
        if (!answer.ok()) {
            throw new BrokenVisit("POST /v1/payments/{id}/attempts: " + answer);
        }
        recorded(due, atVnpay(due, redirectUrl(answer.json()), "success", 1), 1);
        bookPaid(due);
    }

    private void openTwice(Visit visit, JsonNode dossier, Random random) {
        Due due = due(visit, dossier, random);
        Answer second = pay(visit, dossiers(visit), "vnpay", "pay-again");
        // Played again, the dossier is settled by then.
        refusedAs(second, visit, Set.of("payment_in_progress", "nothing_due"), "thanh toán thứ hai [second payment]");
        payByVnpay(due, 1);
    }

    private void reportShort(Due due) {
        long shortVnd = due.amountVnd() - 10_000;
        String query = signed(due, shortVnd, payTime(due), settings.vnpaySecret());
        answered(due, query, Set.of("04"), "số tiền thiếu [amount too small]");
        book(due, due.reference(), shortVnd, Duration.ofMinutes(3), false);
        follow(due, false);
        proof.count("dòng lạ [odd line]: thiếu tiền [short amount]");
    }

    private void forge(Due due) {
        String forged = signed(due, due.amountVnd(), payTime(due), "NOT-" + settings.vnpaySecret());
        answered(due, forged, Set.of("97"), "chữ ký giả [forged signature]");
        String honest = signed(due, due.amountVnd(), payTime(due), settings.vnpaySecret());
        answered(
                due,
                honest.replace("vnp_Amount=", "vnp_Amount=1"),
                Set.of("97"),
                "đổi số tiền sau khi ký [changed amount]");
        answered(due, "vnp_ResponseCode=00&" + honest, Set.of("97"), "khóa lặp [doubled key]");
        follow(due, false);
    }

    private void payLate(Due due) {
        Instant expiresAt = instant(due.payment().path("expires_at").asText());
        Instant paidAt =
                expiresAt == null ? DayPlan.at(plan.businessDay(), LocalTime.of(17, 20)) : expiresAt.plusSeconds(600);
        LocalDateTime local = LocalDateTime.ofInstant(paidAt, DayPlan.VIETNAM);
        answered(due, signed(due, due.amountVnd(), local, settings.vnpaySecret()), RECORDED, "trả muộn [late]");
        bank(due, due.reference(), due.amountVnd(), paidAt.plusSeconds(60), true);
    }

    private void callUnknownOrders() {
        for (int i = 1; i <= 3; i++) {
            String order = "KHONGCO" + Math.floorMod(settings.seed(), 100_000) + "X" + i;
            LocalDateTime paidAt = plan.businessDay().atTime(17, 31, i);
            String query = VnpayIpn.success(
                    settings.vnpayTmnCode(), settings.vnpaySecret(), order, 30_000, paidAt, "9900000" + i);
            String code = rspCode(services.callback(query));
            proof.expect(code.equals("01"), "IPN của đơn hàng lạ [unknown order] " + order + ", RspCode 01", code);
            proof.count("IPN RspCode " + code + ": đơn hàng lạ [unknown order]");
        }
    }

    private String signed(Due due, long amountVnd, LocalDateTime paidAt, String secret) {
        Map<String, String> order = VnpayIpn.payParameters(redirectUrl(due.payment()));
        // Its own number for each order, the same whenever the day is played.
        String transactionNo =
                Long.toString(10_000_000_000L + Math.floorMod(due.visit().luck(), 9_000_000_000L));
        return VnpayIpn.success(
                order.getOrDefault("vnp_TmnCode", settings.vnpayTmnCode()),
                secret,
                order.getOrDefault("vnp_TxnRef", ""),
                amountVnd,
                paidAt,
                transactionNo);
    }

    private void answered(Due due, String query, Set<String> codes, String what) {
        String code = rspCode(services.callback(query));
        proof.expect(codes.contains(code), due.visit().code() + ": " + what + ", RspCode " + codes, code);
        proof.count("IPN RspCode " + code + ": " + what);
    }

    private void recorded(Due due, List<String> codes, int deliveries) {
        boolean holds = codes.size() == deliveries
                && RECORDED.contains(codes.getFirst())
                && codes.stream().skip(1).allMatch("02"::equals);
        proof.expect(holds, due.visit().code() + ": IPN 00 rồi [then] 02 × " + (deliveries - 1), codes);
        codes.forEach(code -> proof.count("IPN RspCode " + code + ": qua VNPay [through the provider]"));
    }

    /** Does at the sandbox provider what the payer would click; answers each callback's RspCode. */
    private List<String> atVnpay(Due due, String payUrl, String result, int deliveries) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("pay_url", payUrl);
        body.put("result", result);
        body.put("deliveries", deliveries);
        for (int tries = 0; tries < MAX_DELIVERY_TRIES; tries++) {
            Answer answer = services.post(
                    settings.vnpaySandbox(),
                    "/sandbox/vnpay/pay",
                    settings.keys().dossiers(),
                    null,
                    body);
            if (!answer.ok()) {
                throw new BrokenVisit("POST /sandbox/vnpay/pay: " + answer);
            }
            List<String> codes = new ArrayList<>();
            answer.json()
                    .path("ipn")
                    .forEach(call -> codes.add(call.path("rsp_code").asText("")));
            if (!codes.contains("") && !codes.contains("null")) {
                return codes;
            }
            // The gateway went away between: the provider brings the same result again.
            services.waitUntilUp("IPN " + due.visit().code());
        }
        throw new BrokenVisit("the provider's callback had no answer " + MAX_DELIVERY_TRIES + " times");
    }

    private static String redirectUrl(JsonNode answer) {
        JsonNode attempt = answer.has("attempt") ? answer.path("attempt") : answer;
        String url = attempt.path("redirect_url").asText("");
        if (url.isEmpty()) {
            throw new BrokenVisit("no attempt.redirect_url in " + answer);
        }
        return url;
    }

    private LocalDateTime payTime(Due due) {
        return LocalDateTime.ofInstant(due.visit().arrivesAt().plusSeconds(75), DayPlan.VIETNAM);
    }

    // --- two accounts, transfers ---

    private void payTwoAccounts(Visit visit, JsonNode dossier, Random random) {
        Map<Account, List<String>> byAccount = new LinkedHashMap<>();
        for (JsonNode obligation : dossier.path("obligations")) {
            byAccount
                    .computeIfAbsent(account(obligation), none -> new ArrayList<>())
                    .add(obligation.path("id").asText());
        }
        if (!proof.expect(byAccount.size() == 2, visit.code() + ": hai tài khoản [two accounts]", byAccount.keySet())) {
            return;
        }
        Answer together = pay(visit, dossiers(visit), "vnpay", "together");
        Set<String> codes = Set.of("accounts_differ", "nothing_due", "payment_in_progress");
        refusedAs(together, visit, codes, "trả chung [paid together]");
        int part = 0;
        for (Map.Entry<Account, List<String>> group : byAccount.entrySet()) {
            ObjectNode what = Services.JSON.createObjectNode();
            group.getValue().forEach(what.putArray("obligations")::add);
            payByVnpay(opened(visit, group.getKey(), pay(visit, what, "vnpay", "part-" + ++part), random), 1);
        }
    }

    private void transfer(QrDue qr, int times) {
        follow(qr.due(), true);
        for (int i = 0; i < times; i++) {
            book(qr.due(), qr.purpose(), qr.due().amountVnd(), Duration.ofMinutes(2 + 7L * i), i == 0);
        }
        if (times > 1) {
            proof.count("dòng lạ [odd line]: chuyển hai lần [transferred twice]");
        }
    }

    // --- what the bank will show ---

    private void bookPaid(Due due) {
        boolean single = due.visit().scenario() != Scenario.TWO_ACCOUNTS;
        // The payer's bank wrote the dossier's code or the payment's reference; two payments share one dossier's code.
        String content = single && due.random().nextInt(5) < 2 ? due.visit().code() : due.reference();
        book(due, content, due.amountVnd(), Duration.ofMinutes(2), true);
    }

    private void book(Due due, String content, long amountVnd, Duration after, boolean settles) {
        bank(due, content, amountVnd, due.visit().arrivesAt().plus(after), settles);
    }

    private void bank(Due due, String content, long amountVnd, Instant at, boolean settles) {
        Account account = due.account();
        BankDay day = bankDay(account.bin(), account.number(), account.holder());
        String payer = due.visit().payerName();
        day.add(new BankLine(at, amountVnd, Narratives.mangle(due.random(), day, content, payer, at), payer, settles));
    }

    /** Closing balances of each account's last closed day before this one, so that a second day continues the first. */
    private void readLastClosings() {
        Map<String, String> lastDay = new HashMap<>();
        services.eachItem(
                settings.reconciliation(), "/v1/closings", settings.keys().maker(), closing -> {
                    String account = closing.path("account").asText();
                    String day = closing.path("business_day").asText();
                    if (closing.path("status").asText().equals("closed")
                            && day.compareTo(plan.businessDay().toString()) < 0
                            && day.compareTo(lastDay.getOrDefault(account, "")) > 0) {
                        lastDay.put(account, day);
                        closedVnd.put(account, closing.path("closing_vnd").asLong());
                    }
                });
    }

    /** Opens with the closing balance of the last closed day; the first day of all with some money, the same in every run. */
    BankDay bankDay(String bin, String number, String holder) {
        return bank.computeIfAbsent(
                bin + "-" + number,
                name -> new BankDay(
                        bin,
                        number,
                        holder,
                        plan.businessDay(),
                        closedVnd.getOrDefault(
                                name, 1_000_000L + 50_000L * Math.floorMod((name + settings.seed()).hashCode(), 180))));
    }

    /** Money without a code, and the bank's own fee. */
    private void addOtherLines() {
        int index = 0;
        for (BankDay day : bank.values()) {
            Instant at = DayPlan.at(plan.businessDay(), LocalTime.of(17, 40)).plusSeconds(index);
            day.add(new BankLine(at, -11_000, "THU PHI QUAN LY TAI KHOAN", "", false));
            proof.count("dòng lạ [odd line]: phí ngân hàng [bank fee]");
            if (index++ < 3) {
                day.add(new BankLine(
                        at.minusSeconds(7_200), 30_000, "NGUYEN VAN A chuyen tien", "Nguyễn Văn A", false));
                proof.count("dòng lạ [odd line]: không có mã [no code]");
            }
        }
    }

    // --- small things ---

    private void follow(Due due, boolean mustBePaid) {
        followed.add(new Followed(due.visit(), due.id(), mustBePaid));
    }

    private static Account onlyAccount(Visit visit, JsonNode dossier) {
        Set<Account> accounts = new HashSet<>();
        dossier.path("obligations").forEach(obligation -> accounts.add(account(obligation)));
        if (accounts.size() != 1) {
            throw new BrokenVisit("one account was expected for " + visit.scenario().procedure + ", not " + accounts);
        }
        return accounts.iterator().next();
    }

    private static Account account(JsonNode obligation) {
        JsonNode account = obligation.path("account");
        Account read = new Account(
                account.path("bin").asText(""),
                account.path("number").asText(""),
                account.path("holder").asText(""));
        if (read.bin().isEmpty() || read.number().isEmpty()) {
            throw new BrokenVisit("an obligation without its account: " + obligation);
        }
        return read;
    }

    private static ObjectNode dossiers(Visit visit) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.putArray("dossiers").add(visit.code());
        return body;
    }

    private String key(Visit visit, String purpose) {
        return "demo-" + settings.seed() + "-" + visit.code() + "-" + purpose;
    }

    private static String rspCode(Answer answer) {
        return answer.json().path("RspCode").asText("HTTP " + answer.status());
    }

    private static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : ZonedDateTime.parse(text).toInstant();
    }

    /** An answer with which this dossier cannot go on; the others can. */
    private static final class BrokenVisit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenVisit(String reason) {
            super(reason);
        }
    }
}
