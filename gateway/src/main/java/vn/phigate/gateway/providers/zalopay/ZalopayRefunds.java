package vn.phigate.gateway.providers.zalopay;

import java.util.LinkedHashMap;
import java.util.Map;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.RefundPort;

/** Pays back through ZaloPay (v2/refund and v2/query_refund); m_refund_id is made of our id for the refund, and so the same every time. */
public final class ZalopayRefunds implements RefundPort {
    private static final int MOST_DESCRIPTION = 100;

    private final ZalopayProvider provider;

    public ZalopayRefunds(ZalopayProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return ZalopayProvider.NAME;
    }

    @Override
    public Answer refund(RefundOrder order) {
        ZalopayApp app = provider.app(order.keyId()).orElse(null);
        if (app == null) {
            return Answer.Unknown.notOurs(NOT_KNOWN_THERE, order);
        }
        String transaction = order.providerTransaction();
        if (transaction == null || !transaction.matches("[0-9]{1,18}")) {
            return new Answer.Declined(
                    "no_transaction",
                    "no transaction of ZaloPay's is known".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app_id", app.appId());
        fields.put("m_refund_id", ZalopayProvider.refundId(order.refundId(), order.requestedAt(), app));
        fields.put("zp_trans_id", Long.parseLong(transaction));
        fields.put("amount", order.amountVnd());
        fields.put("timestamp", provider.now().toEpochMilli());
        fields.put("description", OrderText.plain(order.reason(), MOST_DESCRIPTION));
        return answer(provider.call(ZalopayMac.REFUND, "refund", app, fields, false), order, true);
    }

    @Override
    public Answer refundStatus(RefundOrder order) {
        ZalopayApp app = provider.app(order.keyId()).orElse(null);
        if (app == null) {
            return Answer.Unknown.notOurs("not_configured", order);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app_id", app.appId());
        fields.put("m_refund_id", ZalopayProvider.refundId(order.refundId(), order.requestedAt(), app));
        fields.put("timestamp", provider.now().toEpochMilli());
        return answer(provider.call(ZalopayMac.QUERY_REFUND, "query_refund", app, fields, true), order, false);
    }

    private static Answer answer(Heard heard, RefundOrder order, boolean ordering) {
        return switch (heard) {
            case Heard.Nothing nothing ->
                new Answer.Unknown(
                        nothing.unheard() && ordering ? NOT_KNOWN_THERE : "no_answer",
                        nothing.content(order.refundId()));
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .map(said -> read(said, body, ordering))
                        .orElseGet(() -> new Answer.Unknown("unreadable", body));
        };
    }

    private static Answer read(JsonFields said, byte[] body, boolean ordering) {
        ZalopayCode code = ZalopayCode.of(said);
        String refund = said.whole("refund_id").map(String::valueOf).orElse(null);
        if (code.done()) {
            return new Answer.Accepted(true, refund, code.text(), body);
        }
        if (code.underWay()) {
            return new Answer.Accepted(false, refund, code.text(), body);
        }
        if (code.notKnown() && !ordering) {
            return new Answer.Unknown(NOT_KNOWN_THERE, body);
        }
        return code.failed() || (ordering && code.refused())
                ? new Answer.Declined(code.text(), body)
                : new Answer.Unknown(code.text(), body);
    }
}
