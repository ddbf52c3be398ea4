package vn.phigate.gateway.providers.zalopay;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.StatusQuery;

/** Asks ZaloPay what became of an order (docs.zalopay.vn/docs/specs/order-query). The answer is not signed and names no order. */
public final class ZalopayQueries implements StatusQuery {
    /** ZaloPay ends the order when its time is over; this much later one that it does not know, or that it is not working on, will not be paid. */
    private static final Duration SURELY_OVER = Duration.ofMinutes(15);

    private final ZalopayProvider provider;

    public ZalopayQueries(ZalopayProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return ZalopayProvider.NAME;
    }

    @Override
    public List<Duration> schedule() {
        return SOON;
    }

    @Override
    public Answer ask(Question question) {
        ZalopayApp app = provider.app(question.keyId()).orElse(null);
        if (app == null) {
            return new Answer.NoAnswer("app " + question.keyId() + " is not configured");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app_id", app.appId());
        fields.put("app_trans_id", question.orderId());
        return switch (provider.call(ZalopayMac.QUERY, "query", app, fields, true)) {
            case Heard.Nothing nothing -> new Answer.NoAnswer(nothing.why());
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .map(said -> read(said, question, body))
                        .orElseGet(() -> new Answer.NoAnswer("the answer is unreadable", body));
        };
    }

    private Answer read(JsonFields said, Question question, byte[] body) {
        ZalopayCode code = ZalopayCode.of(said);
        if (code.done()) {
            long transaction = said.whole("zp_trans_id").orElse(0L);
            return transaction <= 0
                    ? new Answer.NoAnswer("paid without a transaction", body)
                    : told(said, question, Notice.Result.PAID, String.valueOf(transaction), code, body);
        }
        boolean over = provider.now().isAfter(question.expiresAt().plus(SURELY_OVER));
        boolean idle = code.notKnown() || (code.underWay() && !said.flag("is_processing"));
        if ((idle && !over) || (code.underWay() && !idle)) {
            return new Answer.Pending(code.text(), body);
        }
        return code.failed() || idle
                ? told(said, question, Notice.Result.DECLINED, null, code, body)
                : new Answer.NoAnswer("ZaloPay answered " + code.text(), body);
    }

    private static Answer told(
            JsonFields said,
            Question question,
            Notice.Result result,
            @org.jspecify.annotations.Nullable String transaction,
            ZalopayCode code,
            byte[] body) {
        boolean paid = result == Notice.Result.PAID;
        return new Answer.Told(new Notice(
                ZalopayProvider.NAME,
                "query",
                question.orderId(),
                question.keyId(),
                paid ? Math.max(-1, said.whole("amount").orElse(-1L)) : Notice.SAME_AMOUNT,
                result,
                transaction,
                paid ? said.whole("server_time").map(Instant::ofEpochMilli).orElse(null) : null,
                code.text(),
                body));
    }
}
