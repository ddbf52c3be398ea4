package vn.phigate.gateway.providers.dvcqg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Notice;

/** The platform's confirm: POST, answered 200 with MaLoi 00 once it is recorded, and 99 otherwise, so that the platform confirms again. */
public final class DvcqgCallbacks implements CallbackDoor<DvcqgCallbacks.Said> {
    private static final String SUCCESS = "00";

    private final DvcqgProvider provider;

    /** @param key vouched for the confirm, and signs the reply */
    public record Said(Notice notice, DvcqgKey key) implements CallbackDoor.Genuine {}

    public DvcqgCallbacks(DvcqgProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return DvcqgProvider.NAME;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public Reading<Said> read(Call call) {
        String hindrance = provider.closed().orElse(null);
        if (hindrance != null) {
            return new Reading.Refused<>(hindrance, false);
        }
        DvcqgFields said = DvcqgFields.read(call.body()).orElse(null);
        if (said == null) {
            return new Reading.Refused<>("no JSON object of one meaning", true);
        }
        DvcqgSettings.Partner partner =
                provider.settings().partner(said.text("MaDoiTac")).orElse(null);
        if (partner == null || (call.endpoint() != null && !call.endpoint().equals(partner.code()))) {
            return new Reading.Refused<>("partner " + said.text("MaDoiTac"), false);
        }
        if (!said.text("LoaiBanTin").equals(provider.settings().confirmType())) {
            return new Reading.Refused<>("LoaiBanTin " + said.text("LoaiBanTin"), false);
        }
        DvcqgKey key = said.verifiedBy(partner, DvcqgMessage.CONFIRM).orElse(null);
        return key == null
                ? new Reading.Refused<>("MaXacThuc", false)
                : new Reading.Believed<>(new Said(notice(said, partner, key, call.body()), key));
    }

    /**
     * Which codes besides 00 there are is not published: whatever else it is, the platform is asked. A success that proves nothing by itself names no amount of
     * its own either: it denies nothing that the platform told before.
     */
    private static Notice notice(DvcqgFields said, DvcqgSettings.Partner partner, DvcqgKey key, byte[] body) {
        String code = said.text("MaLoi");
        String transaction = said.text("MaGiaoDich");
        boolean success = code.equals(SUCCESS);
        boolean paid = success && key.confirmPays();
        return new Notice(
                        DvcqgProvider.NAME,
                        "callback",
                        said.text("MaThamChieu"),
                        partner.code(),
                        success && !paid ? Notice.SAME_AMOUNT : said.amountVnd(),
                        paid ? Notice.Result.PAID : Notice.Result.UNCLEAR,
                        transaction.isEmpty() ? null : transaction,
                        said.at(),
                        code.isEmpty() ? "-" : code,
                        body)
                .vouchedBy(key.secret());
    }

    @Override
    public Reply answer(Said said, Outcome outcome) {
        return switch (outcome) {
            case MOVED, REPEATED, CONTRADICTS -> reply(SUCCESS, "Thanh cong", said);
            // Kept as a case; the platform must hear that it was not taken as this order's money.
            case DIFFERS -> reply("99", "Sai so tien", said);
            case UNKNOWN_ORDER -> reply("99", "Khong co giao dich", said);
            case NOT_RECORDED -> reply("99", "Chua ghi nhan, gui lai", said);
        };
    }

    @Override
    public Reply refuse(boolean malformed) {
        return reply("99", "Khong hop le", null);
    }

    private Reply reply(String code, String words, @Nullable Said said) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("MaLoi", code);
        reply.put("MoTaLoi", words);
        if (said != null) {
            reply.put("MaDoiTac", said.notice.keyId());
            reply.put("MaThamChieu", said.notice.orderId());
            reply.put("ThoiGianGD", DvcqgFields.time(provider.now()));
            List<String> signed = provider.settings().replyFields();
            if (reply.keySet().containsAll(signed) && !signed.isEmpty()) {
                List<String> values = signed.stream()
                        .map(name -> String.valueOf(reply.get(name)))
                        .toList();
                reply.put("MaXacThuc", said.key.sign(DvcqgMessage.CONFIRM_REPLY, values));
            }
        }
        return Reply.json(DvcqgProvider.json(reply));
    }
}
