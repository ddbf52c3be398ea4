package vn.phigate.gateway.providers.momo;

import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;

/** MoMo's IPN: POST, answered 204 with an empty body once it is recorded, whatever was recorded. */
public final class MomoCallbacks implements CallbackDoor<MomoCallbacks.Said> {
    private final MomoProvider provider;

    public record Said(Notice notice) implements CallbackDoor.Genuine {}

    public MomoCallbacks(MomoProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return MomoProvider.NAME;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public Reading<Said> read(Call call) {
        JsonFields said = JsonFields.read(call.body()).orElse(null);
        if (said == null) {
            return new Reading.Refused<>("no JSON object of one meaning", true);
        }
        return switch (provider.read(said, call.endpoint())) {
            case MomoIpn.Reading.Refused(String why, boolean malformed) -> new Reading.Refused<>(why, malformed);
            case MomoIpn.Reading.Genuine(MomoIpn ipn, MomoMerchant.Key key) ->
                new Reading.Believed<>(new Said(ipn.notice(call.body()).vouchedBy(key.secretKey())));
        };
    }

    @Override
    public Reply answer(Said said, Outcome outcome) {
        return switch (outcome) {
            // No order, another amount: kept as a case, and the same news again would tell us nothing more.
            case MOVED, REPEATED, CONTRADICTS, DIFFERS, UNKNOWN_ORDER -> Reply.empty(204);
            case NOT_RECORDED -> Reply.empty(503);
        };
    }

    @Override
    public Reply refuse(boolean malformed) {
        return Reply.empty(malformed ? 400 : 401);
    }
}
