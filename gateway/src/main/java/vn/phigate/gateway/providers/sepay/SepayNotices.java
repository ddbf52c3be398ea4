package vn.phigate.gateway.providers.sepay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import vn.phigate.gateway.platform.signing.ForeignJson;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.NoticeService;

/**
 * SePay's webhook: {@code X-SePay-Signature: sha256=<hex HMAC-SHA256 of "{X-SePay-Timestamp}.{raw body}">}, refused when the clocks differ by more than 300
 * seconds. An endpoint may instead have plain keys ({@code Authorization: Apikey …}); where a signature is sent it is what counts.
 */
public final class SepayNotices implements NoticeService {
    public static final String NAME = "sepay";

    private static final String TIMESTAMP = "X-SePay-Timestamp";
    private static final String SIGNATURE = "X-SePay-Signature";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String SCHEME = "sha256=";
    private static final String API_KEY = "Apikey ";

    private final List<Endpoint> endpoints;
    private final Duration drift;

    /** @param drift how far the two clocks may differ; SePay says 5 minutes */
    public SepayNotices(List<Endpoint> endpoints, Duration drift) {
        this.endpoints = List.copyOf(endpoints);
        this.drift = drift;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public Reading read(String name, Call call, Instant now) {
        Endpoint endpoint = NoticeService.find(endpoints, name).orElse(null);
        if (endpoint == null) {
            return new Reading.Refused("no endpoint " + name);
        }
        String signature = call.head(SIGNATURE).orElse("");
        if (signature.isEmpty()) {
            String sent = call.head("Authorization").orElse("");
            return apiKey(endpoint, sent)
                    .map(key -> read(endpoint, call.body(), new Voucher(key.keyId(), "")))
                    .orElseGet(() -> new Reading.Refused("neither signature nor key"));
        }
        String timestamp = call.head(TIMESTAMP).orElse("");
        if (!SECONDS.matcher(timestamp).matches() || !signature.startsWith(SCHEME)) {
            return new Reading.Refused("signature headers cannot be read");
        }
        Secret vouching = endpoint.secrets().stream()
                .filter(secret -> Hmac.isHexOf(
                        signature.substring(SCHEME.length()),
                        Hmac.SHA256.of(
                                secret.secret(), (timestamp + ".").getBytes(StandardCharsets.UTF_8), call.body())))
                .findFirst()
                .orElse(null);
        if (vouching == null) {
            return new Reading.Refused("signature");
        }
        if (Math.abs(Math.subtractExact(now.getEpochSecond(), Long.parseLong(timestamp))) > drift.toSeconds()) {
            return new Reading.Refused("signed at " + timestamp + ", too far from now");
        }
        String headers = TIMESTAMP + ": " + timestamp + "\n" + SIGNATURE + ": " + signature + "\n";
        return read(endpoint, call.body(), new Voucher(vouching.keyId(), headers));
    }

    private static Optional<Secret> apiKey(Endpoint endpoint, String sent) {
        if (!sent.regionMatches(true, 0, API_KEY, 0, API_KEY.length())) {
            return Optional.empty();
        }
        byte[] key = sent.substring(API_KEY.length()).strip().getBytes(StandardCharsets.UTF_8);
        return endpoint.apiKeys().stream()
                .filter(known -> MessageDigest.isEqual(known.secret().getBytes(StandardCharsets.UTF_8), key))
                .findFirst();
    }

    private static Reading read(Endpoint endpoint, byte[] body, Voucher voucher) {
        ObjectNode said = ForeignJson.object(body).orElse(null);
        if (said == null) {
            return new Reading.Unreadable("not one JSON object", voucher);
        }
        Long id = ForeignJson.whole(said, "id");
        Long amount = ForeignJson.whole(said, "transferAmount");
        String direction = ForeignJson.text(said, "transferType");
        String number = ForeignJson.text(said, "accountNumber");
        Optional<Instant> at = NoticeService.localTime(ForeignJson.text(said, "transactionDate"));
        boolean in = direction.equals("in");
        if (id == null || amount == null || amount <= 0 || number.isEmpty() || at.isEmpty()) {
            return new Reading.Unreadable("id, transferAmount, accountNumber or transactionDate", voucher);
        }
        if (!in && !direction.equals("out")) {
            return new Reading.Unreadable("transferType", voucher);
        }
        String reference = ForeignJson.text(said, "referenceCode");
        String virtual = ForeignJson.text(said, "subAccount");
        String content = ForeignJson.text(said, "content");
        return new Reading.Transfer(
                new BankNotice(
                        NAME,
                        voucher.keyId(),
                        endpoint.bin(),
                        number,
                        virtual.isEmpty() ? null : virtual,
                        in ? amount : -amount,
                        reference.isEmpty() ? null : reference,
                        id.toString(),
                        content.isEmpty() ? ForeignJson.text(said, "description") : content,
                        at.get()),
                voucher);
    }
}
