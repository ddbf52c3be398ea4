package vn.phigate.reconciliation.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import vn.phigate.gateway.providers.vnpay.VnpayMessages;
import vn.phigate.testsupport.BooksCheck;

/** Citizens who pay, and VNPay who calls back: once, twice at once, or with a second payment; each remembers what it was told. */
final class Payers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TERMINAL = "HNIFEE01";
    private static final String SECRET = "HANOITESTSECRET0001ABCDEFGHJKLMN";

    /** Of one callback: OK when it was taken, FAIL when it was refused for now, UNKNOWN when no answer came. */
    enum Heard {
        OK,
        FAIL,
        UNKNOWN
    }

    record Callback(String orderId, String transaction, String query) {}

    private final KilledCity city;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Callback, Heard> heard = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean stopped;

    Payers(KilledCity city, int count) {
        this.city = city;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(this::payOn));
        }
    }

    private void payOn() {
        try {
            while (!stopped) {
                pay(number.incrementAndGet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    private void pay(int n) throws InterruptedException {
        String code = "H26.%05d-250717-%04d".formatted(80_000 + n / 10_000, n % 10_000);
        post("/v1/dossiers", "dossier-" + n, """
                {"code":"%s","procedure":"9.000001","agency":"00025","channel":"online","received_on":"2025-07-17"}""".formatted(code));
        JsonNode payment =
                post("/v1/payments", "payment-" + n, "{\"dossiers\":[\"" + code + "\"],\"method\":\"vnpay\"}");
        String order = payment.path("attempt").path("order_id").asText();
        long amountVnd = payment.path("amount_vnd").asLong();
        Callback first = callback(order, amountVnd, 2L * n);
        var twin =
                ThreadLocalRandom.current().nextInt(4) == 0 ? Thread.ofVirtual().start(() -> call(first)) : null;
        call(first);
        if (ThreadLocalRandom.current().nextInt(6) == 0) {
            call(callback(order, amountVnd, 2L * n + 1));
        }
        if (twin != null) {
            twin.join();
        }
    }

    private static Callback callback(String order, long amountVnd, long number) {
        String transaction = String.valueOf(15_000_000 + number);
        var fields = new TreeMap<String, String>();
        fields.put("vnp_Amount", String.valueOf(amountVnd * 100));
        fields.put("vnp_BankCode", "VPBANK");
        fields.put("vnp_OrderInfo", "Nop phi " + order);
        fields.put("vnp_PayDate", "20250717093211");
        fields.put("vnp_ResponseCode", "00");
        fields.put("vnp_TmnCode", TERMINAL);
        fields.put("vnp_TransactionNo", transaction);
        fields.put("vnp_TransactionStatus", "00");
        fields.put("vnp_TxnRef", order);
        return new Callback(
                order, transaction, VnpayMessages.payUrl("", fields, SECRET).substring(1));
    }

    /** The better of what was heard of it counts: an answer that came is not taken back by one that did not. */
    void call(Callback callback) {
        heard.merge(callback, once(callback), (before, now) -> before == Heard.OK || now == Heard.OK ? Heard.OK : now);
    }

    private Heard once(Callback callback) {
        try {
            HttpResponse<String> answer = city.send(city.request("/callbacks/vnpay?" + callback.query)
                    .timeout(Duration.ofSeconds(20))
                    .GET());
            boolean taken = answer.statusCode() == 200 && answer.body().matches(".*\"RspCode\":\"0[02]\".*");
            return taken ? Heard.OK : Heard.FAIL;
        } catch (IOException e) {
            return Heard.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Heard.UNKNOWN;
        }
    }

    /** Until it succeeds; the idempotency key makes the second try the first one. */
    private JsonNode post(String path, String key, String body) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = city.send(city.request(path)
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer sk_sandbox_dossiers")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
                if (answer.statusCode() < 300) {
                    return JSON.readTree(answer.body());
                }
                // Questions to a provider fail while it is killed with us: its breaker hides it for a while.
                boolean later = answer.statusCode() >= 500
                        || answer.statusCode() == 409
                        || answer.statusCode() == 429
                        || answer.body().contains("\"method_unavailable\"");
                if (!later) {
                    throw new AssertionError(path + " " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException again) {
                // Killed under us; the key keeps the second try from being a second payment.
            }
            Thread.sleep(50);
        }
        throw new AssertionError(path + " was never answered");
    }

    /** Those that were not taken are called again by the provider, until they are. */
    void callAgain() {
        heard.keySet().stream().filter(c -> heard.get(c) != Heard.OK).forEach(callback -> {
            for (int i = 0; i < 50 && heard.get(callback) != Heard.OK; i++) {
                call(callback);
            }
        });
    }

    long count(Heard what) {
        return heard.values().stream().filter(what::equals).count();
    }

    List<BooksCheck.Told> told() {
        return heard.entrySet().stream()
                .filter(e -> e.getValue() == Heard.OK)
                .map(e -> new BooksCheck.Told(
                        "vnpay", sha256(e.getKey().query), e.getKey().orderId, e.getKey().transaction))
                .toList();
    }

    List<BooksCheck.Said> said() {
        return heard.keySet().stream()
                .map(c -> new BooksCheck.Said(c.orderId, c.transaction))
                .toList();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets each finish the payment it is at. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (failures) {
            failures.forEach(failure -> {
                throw new AssertionError("a payer failed", failure);
            });
        }
    }
}
