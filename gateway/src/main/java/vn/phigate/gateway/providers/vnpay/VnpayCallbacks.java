package vn.phigate.gateway.providers.vnpay;

import java.nio.charset.StandardCharsets;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Notice;

/** VNPay's IPN: HTTP GET, always answered 200 with RspCode; checked in the order signature, input, order, amount, state. */
public final class VnpayCallbacks implements CallbackDoor<VnpayCallbacks.Said> {
    private final VnpayProvider provider;

    /** @param complete an incomplete message is kept and VNPay is asked, but it is told that more was needed */
    public record Said(Notice notice, boolean complete) implements CallbackDoor.Genuine {}

    public VnpayCallbacks(VnpayProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return VnpayProvider.NAME;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public Reading<Said> read(Call call) {
        return switch (provider.read(call.rawQuery())) {
            case VnpayProvider.Reading.Refused(String why) -> new Reading.Refused<>(why, false);
            case VnpayProvider.Reading.Genuine(VnpayNotice said, String keyId) ->
                call.endpoint() == null || call.endpoint().equals(said.tmnCode())
                        ? new Reading.Believed<>(new Said(
                                provider.vouched(
                                        VnpayProvider.notice(
                                                said,
                                                "callback",
                                                call.rawQuery().getBytes(StandardCharsets.UTF_8)),
                                        keyId),
                                said.complete()))
                        : new Reading.Refused<>("terminal " + said.tmnCode() + " at the door of another", false);
        };
    }

    @Override
    public Reply answer(Said said, Outcome outcome) {
        return Reply.json(reply(said.complete, outcome).json());
    }

    private static VnpayReply reply(boolean complete, Outcome outcome) {
        if (!complete && outcome != Outcome.NOT_RECORDED) {
            return VnpayReply.INPUT_DATA_REQUIRED;
        }
        return switch (outcome) {
            case MOVED, CONTRADICTS -> VnpayReply.RECORDED;
            case REPEATED -> VnpayReply.ALREADY_CONFIRMED;
            case DIFFERS -> VnpayReply.INVALID_AMOUNT;
            case UNKNOWN_ORDER -> VnpayReply.ORDER_NOT_FOUND;
            case NOT_RECORDED -> VnpayReply.UNKNOWN_ERROR;
        };
    }

    @Override
    public Reply refuse(boolean malformed) {
        return Reply.json(VnpayReply.INVALID_SIGNATURE.json());
    }
}
