package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * As much of the outside contract of both services as the demonstration needs, in memory, written from DESIGN.md. It
 * can be told to misbehave, so that the demonstration's own checks are seen to fail.
 */
final class FakeCity implements AutoCloseable {
    static final String SECRET = "HANOITESTSECRET0001ABCDEFGHJKLMN";
    private static final byte[] WEBHOOK_KEY = "a key of the webhooks of the test".getBytes(StandardCharsets.UTF_8);
    private static final DateTimeFormatter WIRE_DATE = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    enum Fault {
        NONE,
        BELIEVES_FORGERS,
        LOSES_A_LINE,
        SIGNS_WEBHOOKS_WRONG
    }

    private final Fault fault;
    private final int port;
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Instant clock;
    private URI sandbox = URI.create("http://127.0.0.1:1");
    private @Nullable URI webhook;
    private int requests;
    private int stopAtRequest = -1;

    private final Map<String, ObjectNode> answers = new HashMap<>();
    private final Map<String, ObjectNode> dossiers = new LinkedHashMap<>();
    private final Map<String, Payment> payments = new LinkedHashMap<>();
    private final Map<String, Payment> byOrder = new HashMap<>();
    private final Map<String, ObjectNode> statements = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, long[]> balances = new TreeMap<>();
    private final Map<String, ObjectNode> closings = new TreeMap<>();
    private final Map<String, Set<String>> signatures = new HashMap<>();

    private static final class Payment {
        final ObjectNode answer;
        final List<String> dossierCodes = new ArrayList<>();
        final List<ObjectNode> obligations = new ArrayList<>();
        String account = "";
        final Set<String> seen = new HashSet<>();

        Payment(ObjectNode answer) {
            this.answer = answer;
        }

        String status() {
            return answer.path("status").asText();
        }
    }

    private static final class Line {
        final String account;
        final long amountVnd;
        final String narrative;
        String payment = "";

        Line(String account, long amountVnd, String narrative) {
            this.account = account;
            this.amountVnd = amountVnd;
            this.narrative = narrative;
        }
    }

    private record Reply(int status, JsonNode body) {}

    FakeCity(Fault fault) {
        this.fault = fault;
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    void useSandbox(int sandboxPort) {
        sandbox = URI.create("http://127.0.0.1:" + sandboxPort);
    }

    /** Breaks off the n-th request from now, stays away for a second, comes back with the same data. */
    void goAwayAt(int request) {
        stopAtRequest = requests + request;
    }

    List<String> dossierCodes() {
        return List.copyOf(dossiers.keySet());
    }

    private HttpServer listen(int wanted) {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            started.createContext("/", this::serve);
            started.start();
            return started;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private void restart() {
        server.stop(0);
        Services.pause(Duration.ofSeconds(1));
        clock = null;
        server = listen(port);
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void serve(HttpExchange exchange) throws IOException {
        if (requests++ == stopAtRequest) {
            exchange.close();
            Thread.startVirtualThread(this::restart);
            return;
        }
        Reply reply;
        try {
            byte[] body = exchange.getRequestBody().readAllBytes();
            reply = answer(exchange, body);
        } catch (Exception bug) {
            bug.printStackTrace();
            reply = new Reply(500, Services.JSON.createObjectNode().put("code", bug.toString()));
        }
        byte[] bytes = Services.JSON.writeValueAsBytes(reply.body());
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Reply answer(HttpExchange exchange, byte[] body) throws Exception {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (path.equals("/v1/statements")) {
            return statement(query, body);
        }
        JsonNode asked = body.length == 0 ? Services.JSON.createObjectNode() : Services.JSON.readTree(body);
        String idempotencyKey = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (idempotencyKey != null && answers.containsKey(idempotencyKey)) {
            return new Reply(201, answers.get(idempotencyKey));
        }
        Reply reply = route(
                path, query, asked, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (idempotencyKey != null && reply.status() < 300) {
            answers.put(idempotencyKey, (ObjectNode) reply.body());
        }
        return reply;
    }

    private Reply route(String path, String query, JsonNode asked, String who) throws Exception {
        ObjectNode empty = Services.JSON.createObjectNode();
        String last = path.substring(path.lastIndexOf('/') + 1);
        return switch (path.replaceAll("/(dossiers|payments|closings)/[^/]+", "/$1/{id}")) {
            case "/health" -> new Reply(200, empty.put("status", "UP"));
            case "/sandbox/clock" -> {
                clock = Instant.parse(asked.path("now").asText());
                yield new Reply(200, empty);
            }
            case "/v1/webhook-endpoints" -> {
                webhook = URI.create(asked.path("url").asText());
                yield new Reply(
                        201, empty.put("secret", "whsec_" + Base64.getEncoder().encodeToString(WEBHOOK_KEY)));
            }
            case "/v1/dossiers" -> dossier(asked);
            case "/v1/dossiers/{id}" -> new Reply(200, dossiers.getOrDefault(last, empty));
            case "/v1/payments" -> pay(asked);
            case "/v1/payments/{id}" -> new Reply(200, payment(last).answer);
            case "/v1/payments/{id}/attempts" -> {
                Payment payment = payment(path.split("/")[3]);
                attempt(payment, 2);
                yield new Reply(201, payment.answer.deepCopy());
            }
            case "/callbacks/vnpay" -> callback(query);
            case "/v1/reconciliations" -> {
                reconcile();
                yield new Reply(200, empty);
            }
            case "/v1/matches" ->
                list(lines.stream()
                        .filter(line -> !line.payment.isEmpty())
                        .map(line -> Services.JSON
                                .createObjectNode()
                                .put("rule", "exact_code")
                                .put("payment_id", line.payment))
                        .toList());
            case "/v1/discrepancies" ->
                list(lines.stream()
                        .filter(line -> line.payment.isEmpty())
                        .map(line -> Services.JSON.createObjectNode().put("type", "unexplained"))
                        .toList());
            case "/v1/closings" -> asked.has("account") ? prepare(asked) : closings(query);
            case "/v1/closings/{id}/sign" -> {
                String id = path.split("/")[3];
                Set<String> people = signatures.computeIfAbsent(id, none -> new HashSet<>());
                people.add(who);
                ObjectNode closing = closings.getOrDefault(id, empty);
                closing.put("status", people.size() == 2 ? "closed" : "prepared");
                yield new Reply(200, closing);
            }
            case "/v1/ledger/trial-balance" -> new Reply(200, empty.put("sum_vnd", 0));
            default -> new Reply(404, empty.put("code", "not_found"));
        };
    }

    private Payment payment(String id) {
        Payment payment = payments.get(id);
        if (payment == null) {
            throw new IllegalArgumentException("no payment " + id);
        }
        return payment;
    }

    private static Reply list(Iterable<ObjectNode> items) {
        ObjectNode page = Services.JSON.createObjectNode();
        ArrayNode array = page.putArray("items");
        items.forEach(array::add);
        return new Reply(200, page.putNull("next"));
    }

    private static Reply problem(String code) {
        return new Reply(409, Services.JSON.createObjectNode().put("code", code));
    }

    private Reply dossier(JsonNode asked) {
        String code = asked.path("code").asText();
        ObjectNode known = dossiers.get(code);
        if (known != null) {
            return new Reply(200, known);
        }
        ObjectNode dossier = Services.JSON.createObjectNode().put("code", code);
        ArrayNode obligations = dossier.putArray("obligations");
        String agency = asked.path("agency").asText();
        String bin = Integer.parseInt(agency) % 2 == 1 ? "970436" : agency.endsWith("4") ? "970418" : "970432";
        switch (asked.path("procedure").asText()) {
            case "9.000001" -> {
                obligation(obligations, code, "FEE", 20_000, bin, "1" + agency);
                obligation(obligations, code, "CHARGE", 10_000, bin, "1" + agency);
            }
            case "9.000002" -> {
                obligation(obligations, code, "FEE", 15_000, bin, "1" + agency);
                obligation(obligations, code, "CHARGE", 5_000, "970415", "900000");
            }
            case "2.000884" -> obligation(obligations, code, "FEE", 10_000, bin, "1" + agency);
            default -> {}
        }
        dossier.put("amount_due_vnd", sum(obligations));
        dossiers.put(code, dossier);
        return new Reply(201, dossier);
    }

    private static void obligation(ArrayNode to, String code, String kind, long amountVnd, String bin, String number) {
        ObjectNode obligation = to.addObject();
        obligation
                .put("id", code + "/" + kind)
                .put("kind", kind)
                .put("amount_vnd", amountVnd)
                .put("status", "due");
        obligation.putObject("account").put("bin", bin).put("number", number).put("holder", "UBND & " + number);
    }

    private static long sum(Iterable<JsonNode> obligations) {
        long sumVnd = 0;
        for (JsonNode obligation : obligations) {
            sumVnd += obligation.path("amount_vnd").asLong();
        }
        return sumVnd;
    }

    private Reply pay(JsonNode asked) {
        List<ObjectNode> wanted = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        for (ObjectNode dossier : dossiers.values()) {
            for (JsonNode obligation : dossier.path("obligations")) {
                boolean named = contains(
                                asked.path("dossiers"), dossier.path("code").asText())
                        || contains(
                                asked.path("obligations"), obligation.path("id").asText());
                if (named && !obligation.path("status").asText().equals("paid")) {
                    wanted.add((ObjectNode) obligation);
                    codes.add(dossier.path("code").asText());
                }
            }
        }
        if (wanted.isEmpty()) {
            return problem("nothing_due");
        }
        Set<String> accounts = wanted.stream().map(FakeCity::account).collect(Collectors.toSet());
        if (accounts.size() > 1) {
            return problem("accounts_differ");
        }
        if (wanted.stream().anyMatch(o -> o.path("status").asText().equals("pending"))) {
            return problem("payment_in_progress");
        }
        int number = payments.size() + 1;
        Payment payment = new Payment(Services.JSON.createObjectNode());
        payment.account = accounts.iterator().next();
        payment.obligations.addAll(wanted);
        payment.dossierCodes.addAll(codes);
        payment.obligations.forEach(obligation -> obligation.put("status", "pending"));
        long amountVnd =
                wanted.stream().mapToLong(o -> o.path("amount_vnd").asLong()).sum();
        Instant now = now();
        payment.answer
                .put("id", "pay-" + number)
                .put("status", "awaiting_provider")
                .put("amount_vnd", amountVnd)
                .put("reference", "PG%06dQX".formatted(number * 7919))
                .put("expires_at", now.plus(Duration.ofMinutes(15)).toString());
        payment.answer.putArray("receipts");
        payments.put("pay-" + number, payment);
        if (asked.path("method").asText().equals("vietqr")) {
            payment.answer.putObject("attempt").put("qr", qr(payment));
        } else {
            attempt(payment, 1);
        }
        return new Reply(201, payment.answer.deepCopy());
    }

    private Instant now() {
        Instant set = clock;
        return set == null ? Instant.now() : set;
    }

    private static String qr(Payment payment) {
        String[] account = payment.account.split("-");
        String beneficiary = field("00", account[0]) + field("01", account[1]);
        String text = field("00", "01")
                + field("01", "12")
                + field("38", field("00", "A000000727") + field("01", beneficiary) + field("02", "QRIBFTTA"))
                + field("53", "704")
                + field("54", payment.answer.path("amount_vnd").asText())
                + field("58", "VN")
                + field("62", field("08", payment.answer.path("reference").asText()));
        return text + "6304ABCD";
    }

    private static String field(String id, String value) {
        return "%s%02d%s".formatted(id, value.length(), value);
    }

    private void attempt(Payment payment, int number) {
        String order = payment.answer.path("id").asText().replace("-", "") + "A" + number;
        byOrder.put(order, payment);
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "vnp_Version",
                "2.1.0",
                "vnp_Command",
                "pay",
                "vnp_TmnCode",
                "HNIFEE01",
                "vnp_CurrCode",
                "VND",
                "vnp_Locale",
                "vn",
                "vnp_OrderType",
                "other",
                "vnp_IpAddr",
                "127.0.0.1",
                "vnp_ReturnUrl",
                "https://example.vn/tra-ve",
                "vnp_TxnRef",
                order,
                "vnp_OrderInfo",
                "Nop phi " + order));
        LocalDateTime now = LocalDateTime.ofInstant(now(), DayPlan.VIETNAM);
        parameters.put("vnp_Amount", payment.answer.path("amount_vnd").asLong() * 100 + "");
        parameters.put("vnp_CreateDate", WIRE_DATE.format(now));
        parameters.put("vnp_ExpireDate", WIRE_DATE.format(now.plusMinutes(15)));
        String text = canonical(parameters);
        payment.answer
                .putObject("attempt")
                .put("provider", "vnpay")
                .put("order_id", order)
                .put("redirect_url", sandbox + "/paymentv2/vpcpay.html?" + text + "&vnp_SecureHash=" + hash(text));
    }

    private static String canonical(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(VnpayIpn.hmac("HmacSHA512", SECRET.getBytes(StandardCharsets.UTF_8), text));
    }

    private Reply callback(String query) throws Exception {
        Map<String, String> given = new TreeMap<>(VnpayIpn.payParameters("?" + query));
        String said = given.remove("vnp_SecureHash");
        boolean doubled = query.split("&").length != given.size() + 1;
        if (fault != Fault.BELIEVES_FORGERS
                && (doubled || !hash(canonical(given)).equals(said))) {
            return rsp("97");
        }
        Payment payment = byOrder.get(given.getOrDefault("vnp_TxnRef", ""));
        if (payment == null) {
            return rsp("01");
        }
        if (!given.getOrDefault("vnp_Amount", "")
                .equals(payment.answer.path("amount_vnd").asLong() * 100 + "")) {
            payment.answer.put("status", "contested");
            return rsp("04");
        }
        if (!payment.seen.add(query) || payment.status().equals("paid")) {
            return rsp("02");
        }
        if (given.getOrDefault("vnp_ResponseCode", "").equals("00")) {
            settle(payment);
        } else {
            payment.answer.put("status", "failed");
            payment.obligations.forEach(obligation -> obligation.put("status", "due"));
        }
        return rsp("00");
    }

    private static Reply rsp(String code) {
        return new Reply(
                200, Services.JSON.createObjectNode().put("RspCode", code).put("Message", "m"));
    }

    private void settle(Payment payment) throws Exception {
        payment.answer.put("status", "paid");
        payment.obligations.forEach(obligation -> obligation.put("status", "paid"));
        String id = payment.answer.path("id").asText();
        payment.answer.withArray("receipts").addObject().put("number", id).put("code", "R" + id);
        URI target = webhook;
        if (target == null) {
            return;
        }
        String body = "{\"type\":\"payment.paid\",\"data\":{\"id\":\"" + id + "\"}}";
        String key = fault == Fault.SIGNS_WEBHOOKS_WRONG ? "wrong" : "";
        String signature =
                Base64.getEncoder().encodeToString(VnpayIpn.hmac("HmacSHA256", WEBHOOK_KEY, key + id + ".1." + body));
        client.send(
                HttpRequest.newBuilder(target)
                        .header("webhook-id", id)
                        .header("webhook-timestamp", "1")
                        .header("webhook-signature", "v1,AAAA v1," + signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private Reply statement(String query, byte[] file) throws Exception {
        String hash = Integer.toHexString(Arrays.hashCode(file)) + file.length;
        ObjectNode known = statements.get(hash);
        if (known != null) {
            return new Reply(200, known.put("duplicate", true));
        }
        if (query.endsWith(".xml")) {
            readCamt(file);
        } else {
            readCsv(new String(file, StandardCharsets.UTF_8));
        }
        ObjectNode statement = Services.JSON.createObjectNode().put("id", hash).put("duplicate", false);
        statement.putArray("statements").addObject().put("booked", true);
        statements.put(hash, statement);
        return new Reply(201, statement.deepCopy());
    }

    private void readCamt(byte[] file) throws Exception {
        Document xml =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new ByteArrayInputStream(file));
        String account = text(xml.getDocumentElement(), "MmbId") + "-"
                + text((Element) xml.getElementsByTagName("Othr").item(0), "Id");
        NodeList stated = xml.getElementsByTagName("Bal");
        balances.put(account, new long[] {
            Long.parseLong(text((Element) stated.item(0), "Amt")), Long.parseLong(text((Element) stated.item(1), "Amt"))
        });
        NodeList entries = xml.getElementsByTagName("Ntry");
        for (int i = 0; i < entries.getLength(); i++) {
            Element entry = (Element) entries.item(i);
            long amountVnd = Long.parseLong(text(entry, "Amt"));
            StringBuilder narrative = new StringBuilder();
            NodeList parts = entry.getElementsByTagName("Ustrd");
            for (int part = 0; part < parts.getLength(); part++) {
                narrative.append(parts.item(part).getTextContent());
            }
            lines.add(new Line(
                    account, text(entry, "CdtDbtInd").equals("DBIT") ? -amountVnd : amountVnd, narrative.toString()));
        }
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private void readCsv(String csv) {
        String number = "";
        long openingVnd = 0;
        long closingVnd = 0;
        for (String row : csv.split("\r\n")) {
            List<String> cells = cells(row);
            switch (cells.getFirst()) {
                case "Số tài khoản" -> number = cells.get(1);
                case "Số dư đầu kỳ" -> openingVnd = vnd(cells.get(1));
                case "Số dư cuối kỳ" -> closingVnd = vnd(cells.get(1));
                default -> {
                    if (cells.getFirst().matches("\\d\\d/\\d\\d/\\d{4}")) {
                        lines.add(new Line("970436-" + number, vnd(cells.get(3)) - vnd(cells.get(2)), cells.get(5)));
                    }
                }
            }
        }
        balances.put("970436-" + number, new long[] {openingVnd, closingVnd});
    }

    static List<String> cells(String row) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : row.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    static long vnd(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text.replace(",", ""));
    }

    private void reconcile() throws Exception {
        Set<String> matched = lines.stream().map(line -> line.payment).collect(Collectors.toSet());
        for (Line line : lines) {
            if (!line.payment.isEmpty()) {
                continue;
            }
            String compact = compact(line.narrative);
            for (Payment payment : payments.values()) {
                String id = payment.answer.path("id").asText();
                boolean named = compact.contains(
                                compact(payment.answer.path("reference").asText()))
                        || payment.dossierCodes.stream().anyMatch(code -> compact.contains(compact(code)));
                if (named
                        && payment.account.equals(line.account)
                        && payment.answer.path("amount_vnd").asLong() == line.amountVnd
                        && !payment.status().equals("contested")
                        && matched.add(id)) {
                    line.payment = id;
                    if (!payment.status().equals("paid")) {
                        settle(payment);
                    }
                    break;
                }
            }
        }
    }

    private static String compact(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    /** As if the account had been closed on an earlier day. */
    void close(String account, String businessDay, long closingVnd) {
        closings.put(
                account + "/" + businessDay,
                Services.JSON
                        .createObjectNode()
                        .put("account", account)
                        .put("business_day", businessDay)
                        .put("status", "closed")
                        .put("closing_vnd", closingVnd));
    }

    private Reply closings(String query) {
        return list(closings.values().stream()
                .filter(closing -> !query.contains("business_day=")
                        || query.contains(
                                "business_day=" + closing.path("business_day").asText()))
                .toList());
    }

    private Reply prepare(JsonNode asked) {
        String account = asked.path("account").asText();
        ObjectNode known = closings.get(account);
        if (known != null) {
            return new Reply(200, known);
        }
        long[] stated = balances.getOrDefault(account, new long[] {0, 0});
        long matchedVnd = 0;
        long openVnd = 0;
        for (Line line : lines) {
            if (line.account.equals(account)) {
                if (line.payment.isEmpty()) {
                    openVnd += line.amountVnd;
                } else {
                    matchedVnd += line.amountVnd;
                }
            }
        }
        ObjectNode closing = Services.JSON.createObjectNode();
        closing.put("id", account)
                .put("account", account)
                .put("status", "prepared")
                .put("hash", "h" + account.hashCode());
        closing.set("business_day", asked.path("business_day"));
        closing.put("opening_vnd", stated[0]).put("closing_vnd", stated[1]);
        closing.putObject("buckets")
                .put("matched", matchedVnd)
                .put("discrepancy", fault == Fault.LOSES_A_LINE ? openVnd + 11_000 : openVnd);
        closings.put(account, closing);
        return new Reply(201, closing);
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode item : array) {
            if (item.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static String account(JsonNode obligation) {
        return obligation.path("account").path("bin").asText() + "-"
                + obligation.path("account").path("number").asText();
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
