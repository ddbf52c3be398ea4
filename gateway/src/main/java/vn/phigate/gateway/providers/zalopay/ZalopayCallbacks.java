package vn.phigate.gateway.providers.zalopay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;

/**
 * ZaloPay's callback: POST of {@code {data, mac, type}}, sent only when the money was taken. The mac is that of the string {@code data} as it was
 * received, with key2; reading and writing it again would break it. Always answered 200, the return_code decides: 1 and 2 end the calls, 0
 * asks for another, a negative one says the callback is not valid.
 */
public final class ZalopayCallbacks implements CallbackDoor<ZalopayCallbacks.Said> {
    /** 1 is an order; 2 would be an agreement of another product. */
    private static final long ORDER = 1;

    private final ZalopayProvider provider;

    public record Said(Notice notice) implements CallbackDoor.Genuine {}

    public ZalopayCallbacks(ZalopayProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return ZalopayProvider.NAME;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public Reading<Said> read(Call call) {
        JsonFields outer = JsonFields.read(call.body()).orElse(null);
        if (outer == null) {
            return new Reading.Refused<>("no JSON object of one meaning", true);
        }
        String data = outer.text("data").orElse(null);
        String mac = outer.text("mac").orElse(null);
        if (data == null || mac == null || !outer.whole("type").equals(Optional.of(ORDER))) {
            return new Reading.Refused<>("data, mac or type is missing or has another type", true);
        }
        List<ZalopayApp> vouching = provider.apps().stream()
                .filter(app -> app.keys().stream().anyMatch(keys -> Hmac.SHA256.holds(mac, keys.key2(), data)))
                .toList();
        if (vouching.isEmpty()) {
            return new Reading.Refused<>("mac", false);
        }
        return JsonFields.read(data)
                .flatMap(said -> notice(said, vouching, call))
                .map(notice -> vouched(notice, vouching, mac, data))
                .<Reading<Said>>map(notice -> new Reading.Believed<>(new Said(notice)))
                .orElseGet(() -> new Reading.Refused<>(
                        "data lacks a field, or has one of another type or app than its mac", true));
    }

    private static Notice vouched(Notice notice, List<ZalopayApp> vouching, String mac, String data) {
        return vouching.stream()
                .filter(app -> app.keyId().equals(notice.keyId()))
                .flatMap(app -> app.keys().stream())
                .filter(keys -> Hmac.SHA256.holds(mac, keys.key2(), data))
                .findFirst()
                .map(keys -> notice.vouchedBy(keys.key2()))
                .orElseThrow();
    }

    private static Optional<Notice> notice(JsonFields said, List<ZalopayApp> vouching, Call call) {
        Optional<String> app = said.whole("app_id")
                .flatMap(id -> vouching.stream().filter(v -> v.appId() == id).findFirst())
                .map(ZalopayApp::keyId)
                .filter(id -> call.endpoint() == null || call.endpoint().equals(id));
        Optional<String> order = said.text("app_trans_id");
        Optional<Long> amount = said.whole("amount");
        Optional<Long> transaction = said.whole("zp_trans_id").filter(id -> id > 0);
        if (app.isEmpty() || order.isEmpty() || amount.isEmpty() || transaction.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Notice(
                ZalopayProvider.NAME,
                "callback",
                order.get(),
                app.get(),
                Math.max(-1, amount.get()),
                Notice.Result.PAID,
                String.valueOf(transaction.get()),
                said.whole("server_time").map(Instant::ofEpochMilli).orElse(null),
                "1",
                call.body(),
                said.text("embed_data").map(ZalopayProvider::bound).orElse(null)));
    }

    @Override
    public Reply answer(Said said, Outcome outcome) {
        return switch (outcome) {
            case MOVED, CONTRADICTS -> reply(1, "success");
            case REPEATED -> reply(2, "duplicate");
            case DIFFERS -> reply(-1, "amount or beneficiary differs; kept");
            case UNKNOWN_ORDER -> reply(-1, "order not found; kept");
            case NOT_RECORDED -> reply(0, "call again");
        };
    }

    @Override
    public Reply refuse(boolean malformed) {
        return malformed ? reply(-1, "invalid callback") : reply(-1, "mac not equal");
    }

    private static Reply reply(int code, String message) {
        return Reply.json("{\"return_code\":" + code + ",\"return_message\":\"" + message + "\"}");
    }
}
