package vn.phigate.gateway.providers.dvcqg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.Reread;
import vn.phigate.gateway.providers.StatusQuery;

/** Asks the platform what became of an order (TrangThaiGD: 1 success, 3 pending, 4 failed). Only an answer that a key of ours vouches for is believed. */
public final class DvcqgQueries implements StatusQuery {
    private final DvcqgProvider provider;

    public DvcqgQueries(DvcqgProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return DvcqgProvider.NAME;
    }

    @Override
    public Answer ask(Question question) {
        String hindrance = provider.closed().orElse(null);
        DvcqgSettings.Partner partner =
                provider.settings().partner(question.keyId()).orElse(null);
        if (hindrance != null || partner == null) {
            return new Answer.NoAnswer(
                    hindrance == null ? "partner " + question.keyId() + " is not configured" : hindrance);
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("LoaiBanTin", provider.settings().queryType());
        message.put("PhienBan", DvcqgProvider.VERSION);
        message.put("MaDoiTac", partner.code());
        message.put("MaThamChieu", question.orderId());
        message.put("ThoiGianGD", DvcqgFields.time(provider.now()));
        message.put("MaXacThuc", DvcqgProvider.sign(partner.keys().getFirst(), DvcqgMessage.QUERY, message));
        return switch (provider.ask(provider.settings().queryUrl(), message)) {
            case Heard.Nothing nothing -> new Answer.NoAnswer(nothing.why());
            case Heard.Answer(int _, byte[] body) ->
                DvcqgFields.read(body)
                        .map(said -> read(said, question, partner, body))
                        .orElseGet(() -> new Answer.NoAnswer("the answer cannot be read", body));
        };
    }

    @Override
    public Reread reread(String keyId, byte[] content) {
        DvcqgSettings.Partner partner = provider.settings().partner(keyId).orElse(null);
        DvcqgFields said = DvcqgFields.read(content).orElse(null);
        if (partner == null || said == null) {
            return new Reread.Refused(partner == null ? "partner " + keyId + " is not configured" : "unreadable");
        }
        return vouching(said, partner).isPresent()
                ? new Reread.Signed(said.text("MaThamChieu"))
                : new Reread.Refused("not signed by a known key");
    }

    private Optional<DvcqgKey> vouching(DvcqgFields said, DvcqgSettings.Partner partner) {
        return said.verifiedBy(
                partner, DvcqgMessage.STATUS_ANSWER, provider.settings().statusFields());
    }

    private Answer read(DvcqgFields said, Question question, DvcqgSettings.Partner partner, byte[] body) {
        DvcqgKey key = vouching(said, partner).orElse(null);
        if (key == null) {
            return new Answer.NoAnswer("the answer is not signed by the platform", body);
        }
        if (!said.text("MaThamChieu").equals(question.orderId())) {
            return new Answer.NoAnswer("the answer is about another order", body);
        }
        return switch (said.text("TrangThaiGD")) {
            case "1" -> told(said, question, Notice.Result.PAID, said.amountVnd(), key, body);
            case "3" -> new Answer.Pending("3", body);
            case "4" -> told(said, question, Notice.Result.DECLINED, Notice.SAME_AMOUNT, key, body);
            default -> new Answer.NoAnswer("TrangThaiGD " + said.text("TrangThaiGD"), body);
        };
    }

    private static Answer told(
            DvcqgFields said, Question question, Notice.Result result, long amountVnd, DvcqgKey key, byte[] body) {
        String transaction = said.text("MaGiaoDich");
        return new Answer.Told(new Notice(
                        DvcqgProvider.NAME,
                        "query",
                        question.orderId(),
                        question.keyId(),
                        amountVnd,
                        result,
                        transaction.isEmpty() ? null : transaction,
                        said.at(),
                        "status " + said.text("TrangThaiGD"),
                        body)
                .vouchedBy(key.secret()));
    }
}
