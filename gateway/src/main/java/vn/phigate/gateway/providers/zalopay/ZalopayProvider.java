package vn.phigate.gateway.providers.zalopay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.providers.Contracts;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.ReturnDoor;

/** Payment with the ZaloPay wallet: an order is asked for, then the payer follows its address. */
public final class ZalopayProvider implements Provider.Remote, ReturnDoor {
    public static final String NAME = "zalopay";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** yyMMdd of Vietnam (GMT+7 all year) begins app_trans_id and m_refund_id. */
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuMMdd", Locale.ROOT).withZone(ZoneOffset.ofHours(7));

    private static final String BOUND = "bound";
    private static final int MOST_DESCRIPTION = 256;

    private final Settings settings;
    private final ProviderLine line;
    private final InstantSource clock;

    /**
     * @param apiUrl of {@code /v2/}, with the slash at its end
     * @param redirectUrl where ZaloPay sends the payer back
     * @param callbackUrl our {@code /callbacks/zalopay}
     * @param apps an agency's own is used for its orders, the first that names no agency for all others
     */
    public record Settings(
            URI apiUrl,
            String redirectUrl,
            String callbackUrl,
            List<ZalopayApp> apps,
            Duration orderWindow,
            Duration lateWindow,
            Duration patience) {}

    public ZalopayProvider(Settings settings, ProviderLine line, InstantSource clock) {
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
        return ZalopayCode.words(code);
    }

    /** {@code yyMMdd_}, the day of the order in Vietnam, and at most 40 characters in all. */
    @Override
    public String orderId(String plain, Instant createdAt) {
        return DAY.format(createdAt) + "_" + plain;
    }

    @Override
    public Optional<String> keyFor(String agency) {
        return Contracts.of(agency, settings.apps, ZalopayApp::agencies).map(ZalopayApp::keyId);
    }

    @Override
    public Started start(Order order) {
        ZalopayApp app = app(order.keyId()).orElseThrow();
        Map<String, Object> embedded = new LinkedHashMap<>();
        embedded.put("redirecturl", settings.redirectUrl);
        embedded.put(BOUND, order.bound());
        String info = OrderText.plain(order.info(), MOST_DESCRIPTION);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app_id", app.appId());
        fields.put("app_user", "citizen");
        fields.put("app_trans_id", order.orderId());
        fields.put("app_time", order.createdAt().toEpochMilli());
        fields.put(
                "expire_duration_seconds",
                Duration.between(order.createdAt(), order.expiresAt()).toSeconds());
        fields.put("amount", order.amountVnd());
        fields.put(
                "item",
                json(List.of(Map.of("itemid", order.reference(), "itemprice", order.amountVnd(), "itemquantity", 1))));
        fields.put("embed_data", json(embedded));
        fields.put("description", info);
        fields.put("bank_code", "");
        fields.put("callback_url", callbackUrl(app));
        fields.put("mac", ZalopayMac.CREATE.of(fields, app.signing().key1()));
        return switch (line.tell(settings.apiUrl.resolve("create"), json(fields))) {
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .map(said -> started(said, body))
                        .orElseGet(() -> new Started.Unknown("unreadable", body));
            case Heard.Nothing nothing ->
                nothing.unheard()
                        ? new Started.Declined(UNREACHABLE, nothing.content(order.orderId()))
                        : new Started.Unknown(NO_ANSWER, nothing.content(order.orderId()));
        };
    }

    /** ZaloPay signs no answer to a request: it is believed for the TLS connection it came through. */
    private static Started started(JsonFields said, byte[] body) {
        ZalopayCode code = ZalopayCode.of(said);
        if (code.done()) {
            String url = said.text("order_url").filter(OrderText::isWebAddress).orElse(null);
            return url == null
                    ? new Started.Unknown("differs", body)
                    : new Started.Accepted(
                            new Follow(url, null, said.text("qr_code").orElse(null)),
                            said.text("zp_trans_token").orElse(null),
                            body);
        }
        return code.refused() ? new Started.Declined(code.text(), body) : new Started.Unknown(code.text(), body);
    }

    /**
     * The redirect's query: appid, apptransid, pmcid, bankcode, amount, discountamount, status and checksum, which is their mac with key2, joined
     * by {@code |} (docs.zalopay.vn/v2, redirect).
     */
    @Override
    public Optional<Returned> returned(String rawQuery) {
        Map<String, String> said = query(rawQuery);
        String raw = Stream.of("appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status")
                .map(name -> said.getOrDefault(name, ""))
                .collect(Collectors.joining("|"));
        return app(said.getOrDefault("appid", ""))
                .filter(app -> app.keys().stream()
                        .anyMatch(keys -> Hmac.SHA256.holds(said.getOrDefault("checksum", ""), keys.key2(), raw)))
                .map(app -> new Returned(
                        said.getOrDefault("apptransid", ""),
                        said.getOrDefault("status", "").equals("1") ? Notice.Result.PAID : Notice.Result.DECLINED));
    }

    private static Map<String, String> query(String rawQuery) {
        var fields = new LinkedHashMap<String, String>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                    if (fields.put(pair.substring(0, equals), value) != null) {
                        return Map.of();
                    }
                } catch (IllegalArgumentException e) {
                    return Map.of();
                }
            }
        }
        return fields;
    }

    private String callbackUrl(ZalopayApp app) {
        return settings.apps.size() == 1 ? settings.callbackUrl : settings.callbackUrl + "/" + app.appId();
    }

    List<ZalopayApp> apps() {
        return settings.apps;
    }

    Optional<ZalopayApp> app(String keyId) {
        return settings.apps.stream().filter(app -> app.keyId().equals(keyId)).findFirst();
    }

    /** A question, a refund or a question about one, signed and sent. */
    Heard call(ZalopayMac mac, String path, ZalopayApp app, Map<String, Object> fields, boolean repeatable) {
        fields.put("mac", mac.of(fields, app.signing().key1()));
        URI address = settings.apiUrl.resolve(path);
        return repeatable ? line.ask(address, json(fields)) : line.tell(address, json(fields));
    }

    Instant now() {
        return clock.instant();
    }

    /** m_refund_id: {@code yyMMdd_appid_…}. */
    static String refundId(String plain, Instant requestedAt, ZalopayApp app) {
        return DAY.format(requestedAt) + "_" + app.appId() + "_" + plain;
    }

    /** What was bound into the order; null when embed_data holds nothing of ours. */
    static @Nullable String bound(String embedData) {
        return JsonFields.read(embedData).flatMap(data -> data.text(BOUND)).orElse(null);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
