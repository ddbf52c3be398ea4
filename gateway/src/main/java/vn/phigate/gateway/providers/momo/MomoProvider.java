package vn.phigate.gateway.providers.momo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.Contracts;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.Reread;
import vn.phigate.gateway.providers.ReturnDoor;

/** Payment with the MoMo wallet: an order is asked for, then the payer follows its address, link or QR code. */
public final class MomoProvider implements Provider.Remote, ReturnDoor {
    public static final String NAME = "momo";

    static final ObjectMapper JSON = new ObjectMapper();
    /** The member of extraData that carries {@link Order#bound}. */
    private static final String BOUND = "bound";

    /** orderInfo is S255. */
    private static final int MOST_INFO = 255;

    private final Settings settings;
    private final ProviderLine line;
    private final InstantSource clock;

    /**
     * @param apiUrl of {@code /v2/gateway/api/}, with the slash at its end
     * @param redirectUrl where MoMo sends the payer back
     * @param callbackUrl our {@code /callbacks/momo}
     * @param merchants an agency's own is used for its orders, the first that names no agency for all others
     */
    public record Settings(
            URI apiUrl,
            String redirectUrl,
            String callbackUrl,
            List<MomoMerchant> merchants,
            Duration orderWindow,
            Duration lateWindow,
            Duration patience) {}

    public MomoProvider(Settings settings, ProviderLine line, InstantSource clock) {
        this.settings = settings;
        this.line = line;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration orderWindow() {
        return settings.orderWindow;
    }

    @Override
    public Duration lateWindow() {
        return settings.lateWindow;
    }

    @Override
    public Duration patience() {
        return settings.patience;
    }

    @Override
    public boolean down() {
        return line.down();
    }

    @Override
    public Optional<Words> words(String code) {
        return MomoResult.words(code);
    }

    @Override
    public Optional<String> keyFor(String agency) {
        return Contracts.of(agency, settings.merchants, MomoMerchant::agencies).map(MomoMerchant::partnerCode);
    }

    @Override
    public Started start(Order order) {
        MomoMerchant merchant = merchant(order.keyId()).orElseThrow();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partnerCode", merchant.partnerCode());
        // The request's id is the order's: should it be sent twice, MoMo answers the first again (kept at least 31
        // days).
        fields.put("requestId", order.orderId());
        fields.put("amount", order.amountVnd());
        fields.put("orderId", order.orderId());
        fields.put("orderInfo", OrderText.plain(order.info(), MOST_INFO));
        fields.put("redirectUrl", settings.redirectUrl);
        fields.put("ipnUrl", ipnUrl(merchant));
        fields.put("requestType", "captureWallet");
        fields.put("extraData", extraData(order.bound()));
        fields.put("lang", order.language().equals("en") ? "en" : "vi");
        fields.put("signature", MomoMessage.CREATE.signature(merchant.signing(), fields));
        return switch (line.tell(settings.apiUrl.resolve("create"), json(fields))) {
            case Heard.Answer(int _, byte[] body) -> started(body, order, merchant);
            case Heard.Nothing nothing ->
                nothing.unheard()
                        ? new Started.Declined(UNREACHABLE, nothing.content(order.orderId()))
                        : new Started.Unknown(NO_ANSWER, nothing.content(order.orderId()));
        };
    }

    @Override
    public Reread reread(String keyId, byte[] content) {
        MomoMerchant merchant = merchant(keyId).orElse(null);
        JsonFields said = JsonFields.read(content).orElse(null);
        if (merchant == null || said == null) {
            return new Reread.Refused(merchant == null ? "merchant " + keyId + " is not configured" : "unreadable");
        }
        return vouched(said, merchant)
                ? new Reread.Signed(said.text("orderId").orElse(""))
                : new Reread.Refused("not signed by a known key");
    }

    private static boolean vouched(JsonFields said, MomoMerchant merchant) {
        return MomoMessage.CREATE_RESPONSE
                .verifiedBy(
                        merchant,
                        signed(said, MomoMessage.CREATE_RESPONSE),
                        said.text("signature").orElse(""))
                .isPresent();
    }

    /** MoMo speaks of our order, and one of our keys vouches for what it says; or nothing is known. */
    private static Started started(byte[] body, Order order, MomoMerchant merchant) {
        JsonFields said = JsonFields.read(body).orElse(null);
        if (said == null) {
            return new Started.Unknown("unreadable", body);
        }
        long code = said.whole("resultCode").orElse(-1L);
        boolean ours = said.text("orderId").filter(order.orderId()::equals).isPresent()
                && said.text("requestId").filter(order.orderId()::equals).isPresent()
                && said.text("partnerCode")
                        .filter(merchant.partnerCode()::equals)
                        .isPresent();
        if (!vouched(said, merchant) || !ours) {
            return new Started.Unknown("unsigned " + code, body);
        }
        if (code != MomoResult.SUCCESS) {
            return MomoResult.orderRefused(code)
                    ? new Started.Declined(String.valueOf(code), body)
                    : new Started.Unknown(String.valueOf(code), body);
        }
        String payUrl = said.text("payUrl").filter(OrderText::isWebAddress).orElse(null);
        if (payUrl == null || said.whole("amount").orElse(-1L) != order.amountVnd()) {
            return new Started.Unknown("differs", body);
        }
        // deeplink and qrCodeUrl are not signed: the payer is only sent where a key of ours vouches for.
        return new Started.Accepted(Follow.redirect(payUrl), null, body);
    }

    /** Reads and verifies an IPN, or the query of a return, which has the same fields and the same signature. */
    MomoIpn.Reading read(JsonFields said, @Nullable String endpoint) {
        return MomoIpn.read(said, endpoint, this::merchant);
    }

    @Override
    public Optional<Returned> returned(String rawQuery) {
        return MomoIpn.ofQuery(rawQuery).flatMap(fields -> switch (read(fields, null)) {
            case MomoIpn.Reading.Genuine(MomoIpn ipn, MomoMerchant.Key _) ->
                Optional.of(new Returned(ipn.orderId(), ipn.result()));
            case MomoIpn.Reading.Refused _ -> Optional.empty();
        });
    }

    Optional<MomoMerchant> merchant(String partnerCode) {
        return settings.merchants.stream()
                .filter(m -> m.partnerCode().equals(partnerCode))
                .findFirst();
    }

    private String ipnUrl(MomoMerchant merchant) {
        return settings.merchants.size() == 1
                ? settings.callbackUrl
                : settings.callbackUrl + "/" + merchant.partnerCode();
    }

    /** A question, a refund or a question about one, signed and sent. */
    Heard call(
            MomoMessage message, String path, MomoMerchant merchant, Map<String, Object> fields, boolean repeatable) {
        fields.put("signature", message.signature(merchant.signing(), fields));
        URI address = settings.apiUrl.resolve(path);
        return repeatable ? line.ask(address, json(fields)) : line.tell(address, json(fields));
    }

    Instant now() {
        return clock.instant();
    }

    /** The signed fields as they stand in the message, text and whole numbers; others are left out, and so vouched for by nobody. */
    static Map<String, Object> signed(JsonFields said, MomoMessage message) {
        var values = new LinkedHashMap<String, Object>();
        for (String name : message.names()) {
            said.text(name).ifPresent(text -> values.put(name, text));
            said.whole(name).ifPresent(number -> values.put(name, number));
        }
        return values;
    }

    /** S1000: base64 of JSON. */
    static String extraData(String bound) {
        return Base64.getEncoder().encodeToString(json(Map.of(BOUND, bound)).getBytes(StandardCharsets.UTF_8));
    }

    /** What was bound into the order; null when extraData holds nothing of ours. */
    static @Nullable String bound(String extraData) {
        try {
            return JsonFields.read(Base64.getDecoder().decode(extraData))
                    .flatMap(data -> data.text(BOUND))
                    .orElse(null);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
