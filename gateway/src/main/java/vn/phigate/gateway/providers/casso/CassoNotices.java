package vn.phigate.gateway.providers.casso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.phigate.gateway.platform.signing.ForeignJson;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.NoticeService;

/**
 * Casso's webhook, version 2: {@code X-Casso-Signature: t=<unix ms>,v1=<hex>}, HMAC-SHA512 of {@code t + "." + body}, the body written again as
 * {@code JSON.stringify} does with sorted members at every level. How old a signature may be is not published: as for SePay, unless set otherwise.
 */
public final class CassoNotices implements NoticeService {
    public static final String NAME = "casso";

    private static final String SIGNATURE = "X-Casso-Signature";
    private static final Pattern PARTS = Pattern.compile("t=([0-9]{1,15}), ?v1=([0-9A-Fa-f]{128})");

    private final List<Endpoint> endpoints;
    private final Duration drift;

    /** @param drift how far the two clocks may differ */
    public CassoNotices(List<Endpoint> endpoints, Duration drift) {
        this.endpoints = List.copyOf(endpoints);
        this.drift = drift;
        if (endpoints.stream().anyMatch(e -> !e.apiKeys().isEmpty())) {
            throw new IllegalArgumentException("the plain token of Casso's version 1 is not taken");
        }
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
        String header = call.head(SIGNATURE).orElse("");
        Matcher parts = PARTS.matcher(header);
        ObjectNode body = ForeignJson.object(call.body()).orElse(null);
        if (endpoint == null || body == null || !parts.matches()) {
            return new Reading.Refused("no JSON object with a signature that can be read");
        }
        String timestamp = parts.group(1);
        byte[] signed = signedText(timestamp, body);
        Secret vouching = endpoint.secrets().stream()
                .filter(secret ->
                        signed.length > 0 && Hmac.isHexOf(parts.group(2), Hmac.SHA512.of(secret.secret(), signed)))
                .findFirst()
                .orElse(null);
        if (vouching == null) {
            return new Reading.Refused("signature");
        }
        if (Math.abs(now.toEpochMilli() - Long.parseLong(timestamp)) > drift.toMillis()) {
            return new Reading.Refused("signed at " + timestamp + ", too far from now");
        }
        return read(endpoint, body, new Voucher(vouching.keyId(), SIGNATURE + ": " + header + "\n"));
    }

    /** Empty when the body has no JavaScript form; nobody can have signed it then. */
    private static byte[] signedText(String timestamp, ObjectNode body) {
        return ForeignJson.javaScript(body)
                .map(text -> (timestamp + "." + text).getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
    }

    private static Reading read(Endpoint endpoint, ObjectNode body, Voucher voucher) {
        Long error = ForeignJson.whole(body, "error");
        if (error == null || !(body.get("data") instanceof ObjectNode data)) {
            return new Reading.Unreadable("error or data", voucher);
        }
        if (error != 0) {
            return new Reading.NoTransfer("error " + error, voucher);
        }
        Long id = ForeignJson.whole(data, "id");
        Long amount = ForeignJson.whole(data, "amount");
        String number = ForeignJson.text(data, "accountNumber");
        Optional<Instant> at = NoticeService.localTime(ForeignJson.text(data, "transactionDateTime"));
        if (id == null || amount == null || amount == 0 || number.isEmpty() || at.isEmpty()) {
            return new Reading.Unreadable("id, amount, accountNumber or transactionDateTime", voucher);
        }
        String reference = ForeignJson.text(data, "reference");
        String virtual = ForeignJson.text(data, "virtualAccountNumber");
        return new Reading.Transfer(
                new BankNotice(
                        NAME,
                        voucher.keyId(),
                        endpoint.bin(),
                        number,
                        virtual.isEmpty() ? null : virtual,
                        amount,
                        reference.isEmpty() ? null : reference,
                        id.toString(),
                        ForeignJson.text(data, "description"),
                        at.get()),
                voucher);
    }
}
