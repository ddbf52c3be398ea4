package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.phigate.reconciliation.demo.Services.Answer;

/** The morning after at finance: the banks' files in, the day reconciled, every account closed by two people. */
final class FinanceMorning {
    private static final Duration SETTLE_TIME = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);

    private final DemoSettings settings;
    private final Services services;
    private final Proof proof;
    private final PrintStream out;
    private final Map<String, BankDay> bank;
    private final String day;

    FinanceMorning(DemoSettings settings, Services services, Proof proof, PrintStream out, Map<String, BankDay> bank) {
        this.settings = settings;
        this.services = services;
        this.proof = proof;
        this.out = out;
        this.bank = bank;
        this.day = settings.businessDay().toString();
    }

    void importFiles() {
        boolean again = true;
        for (BankDay account : bank.values()) {
            BankFile file = BankFile.of(account);
            Answer answer = services.upload(file.name(), file.bytes());
            JsonNode statements = answer.json().path("statements");
            proof.expect(
                    answer.ok()
                            && statements.size() == 1
                            && statements.path(0).path("booked").asBoolean(),
                    file.name() + ": nhập được, đã ghi sổ [imported, booked]",
                    answer);
            proof.count("tệp sao kê [statement files]: " + file.name().replaceAll("-.*", ""));
            out.printf(
                    Locale.ROOT,
                    "  %-44s %3d dòng [lines]  %,12d → %,12d đ%s%n",
                    file.name(),
                    account.lines().size(),
                    account.openingVnd,
                    account.closingVnd(),
                    answer.json().path("duplicate").asBoolean() ? "  (đã nhập trước [seen before])" : "");
            if (again && answer.ok()) {
                again = false;
                Answer second = services.upload(file.name(), file.bytes());
                proof.expect(
                        second.status() == 200
                                && second.json().path("duplicate").asBoolean()
                                && second.json().path("id").equals(answer.json().path("id")),
                        file.name() + ": nhập lần hai, 200 duplicate:true, cùng id [same file twice]",
                        second);
                proof.count("tệp nhập trùng [same file twice]");
            }
        }
    }

    void reconcile() {
        ObjectNode body = Services.JSON.createObjectNode().put("business_day", day);
        Answer answer = services.post(
                settings.reconciliation(),
                "/v1/reconciliations",
                settings.keys().maker(),
                null,
                body);
        proof.expect(answer.ok(), "POST /v1/reconciliations " + day, answer);
        long expected = bank.values().stream().mapToLong(BankDay::settlingLines).sum();
        Instant giveUpAt = Instant.now().plus(SETTLE_TIME);
        Matches matches = matches();
        while (matches.count < expected && Instant.now().isBefore(giveUpAt)) {
            Services.pause(POLL);
            matches = matches();
        }
        proof.expect(matches.count == expected, "số dòng khớp [matches] " + expected, matches.count);
        proof.expect(
                matches.payments.isEmpty() || matches.payments.size() == matches.count,
                "mỗi khoản thanh toán khớp một dòng [each payment once]",
                matches.payments.size());
        matches.rules.forEach((rule, count) -> proof.count("khớp [matched]: " + rule, count));
        out.printf("  %d dòng khớp [matches], mong đợi [expected] %d%n", matches.count, expected);
    }

    private static final class Matches {
        int count;
        final Map<String, Integer> rules = new TreeMap<>();
        final Set<String> payments = new HashSet<>();
    }

    private Matches matches() {
        Matches matches = new Matches();
        services.eachItem(
                settings.reconciliation(),
                "/v1/matches?business_day=" + day,
                settings.keys().maker(),
                item -> {
                    matches.count++;
                    matches.rules.merge(item.path("rule").asText("?"), 1, Integer::sum);
                    String payment =
                            item.path("payment_id").asText(item.path("payment").asText(""));
                    if (!payment.isEmpty()) {
                        matches.payments.add(payment);
                    }
                });
        return matches;
    }

    void readDiscrepancies() {
        Map<String, Integer> types = new TreeMap<>();
        services.eachItem(
                settings.reconciliation(),
                "/v1/discrepancies?status=open",
                settings.keys().maker(),
                item -> types.merge(item.path("type").asText(item.path("kind").asText("?")), 1, Integer::sum));
        types.forEach((type, count) -> proof.count("chênh lệch [discrepancy]: " + type, count));
        int seen = types.values().stream().mapToInt(Integer::intValue).sum();
        long odd = bank.values().stream()
                .mapToLong(account -> account.lines().size() - account.settlingLines())
                .sum();
        proof.expect(seen >= odd, "mỗi dòng lạ thành một chênh lệch [odd lines become discrepancies] " + odd, seen);
    }

    /** Closes each account by maker and checker, or finds it closed by an earlier run. */
    void close() {
        Map<String, JsonNode> before = closings();
        for (BankDay account : bank.values()) {
            JsonNode known = before.get(account.account());
            if (known == null || !isClosed(known)) {
                closeAccount(account);
            }
        }
    }

    private void closeAccount(BankDay account) {
        ObjectNode body = Services.JSON.createObjectNode();
        body.put("account", account.account());
        body.put("business_day", day);
        Answer prepared = services.post(
                settings.reconciliation(), "/v1/closings", settings.keys().maker(), null, body);
        String id = prepared.json().path("id").asText("");
        if (!proof.expect(
                prepared.ok() && !id.isEmpty(), account.account() + ": lập chốt sổ [closing prepared]", prepared)) {
            return;
        }
        // After a crash the first signature may be there already; what counts is the state at the end.
        for (String person : List.of(settings.keys().maker(), settings.keys().checker())) {
            services.post(
                    settings.reconciliation(),
                    "/v1/closings/" + id + "/sign",
                    person,
                    null,
                    Services.JSON.createObjectNode());
        }
    }

    private Map<String, JsonNode> closings() {
        Map<String, JsonNode> found = new HashMap<>();
        services.eachItem(
                settings.reconciliation(),
                "/v1/closings?business_day=" + day,
                settings.keys().checker(),
                item -> found.merge(item.path("account").asText(), item, (one, other) -> isClosed(one) ? one : other));
        return found;
    }

    private static boolean isClosed(JsonNode closing) {
        return closing.path("status").asText().equals("closed");
    }

    /** Prints each account's identity and holds it against the bank file's own figures. */
    void printClosings() {
        Map<String, JsonNode> closings = closings();
        long openingVnd = 0;
        long linesVnd = 0;
        long closingVnd = 0;
        for (BankDay account : bank.values()) {
            JsonNode closing = closings.get(account.account());
            if (closing == null || !isClosed(closing)) {
                proof.differs(account.account() + ": chưa chốt [not closed]: " + closing);
                continue;
            }
            long movedVnd = account.creditVnd() - account.debitVnd();
            long saidOpening = figure(closing, "opening");
            long saidClosing = figure(closing, "closing");
            Buckets buckets = Buckets.of(closing.path("buckets"));
            String name = account.account();
            proof.expect(
                    saidOpening == account.openingVnd,
                    name + ": đầu ngày [opening] " + account.openingVnd,
                    saidOpening);
            proof.expect(
                    saidClosing == account.closingVnd(),
                    name + ": cuối ngày [closing] " + account.closingVnd(),
                    saidClosing);
            proof.expect(buckets.sumVnd == movedVnd, name + ": tổng các nhóm [buckets] " + movedVnd, buckets.amounts);
            proof.expect(
                    saidOpening + buckets.sumVnd == saidClosing,
                    name + ": đầu ngày + các dòng = cuối ngày [opening + lines = closing]",
                    closing);
            String hash = closing.path("hash").asText("");
            proof.expect(!hash.isEmpty(), name + ": có mã băm [hash]", closing);
            out.printf(Locale.ROOT, "  %s  %,d + %,d = %,d đ%n", name, saidOpening, buckets.sumVnd, saidClosing);
            buckets.amounts.forEach(
                    (bucket, amount) -> out.printf(Locale.ROOT, "      %-28s %,14d đ%n", bucket, amount));
            out.println("      " + hash);
            openingVnd += saidOpening;
            linesVnd += buckets.sumVnd;
            closingVnd += saidClosing;
        }
        out.printf(
                Locale.ROOT,
                "  CỘNG [total] %d tài khoản [accounts]  %,d + %,d = %,d đ%n",
                bank.size(),
                openingVnd,
                linesVnd,
                closingVnd);
    }

    /** The contract names the figure; it may carry its unit. */
    private static long figure(JsonNode closing, String name) {
        return closing.path(name + "_vnd").asLong(closing.path(name).asLong(Long.MIN_VALUE));
    }

    /** {@code {"name": amount}}, {@code {"name": {"amount_vnd"}}} or {@code [{"bucket", "amount_vnd"}]}. */
    private record Buckets(Map<String, Long> amounts, long sumVnd) {
        static Buckets of(JsonNode node) {
            Map<String, Long> amounts = new TreeMap<>();
            if (node.isArray()) {
                node.forEach(item -> amounts.merge(
                        item.path("bucket").asText(item.path("name").asText("?")), amount(item), Long::sum));
            } else {
                node.properties().forEach(item -> amounts.put(item.getKey(), amount(item.getValue())));
            }
            return new Buckets(
                    amounts,
                    amounts.values().stream().mapToLong(Long::longValue).sum());
        }

        private static long amount(JsonNode item) {
            return item.isObject() ? item.path("amount_vnd").asLong() : item.asLong();
        }
    }
}
