package vn.phigate.gateway.providers.momo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.RefundPort;

/**
 * Pays back through MoMo (payment-api/refund), 1,000 to 50,000,000 đồng at once. A refund is an order of its own: its order id and request id are
 * ours for the refund, and MoMo answers the same request id with the same result.
 */
public final class MomoRefunds implements RefundPort {
    private static final int MOST_DESCRIPTION = 200;

    private final MomoProvider provider;

    public MomoRefunds(MomoProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return MomoProvider.NAME;
    }

    @Override
    public Answer refund(RefundOrder order) {
        MomoMerchant merchant = provider.merchant(order.keyId()).orElse(null);
        if (merchant == null) {
            return Answer.Unknown.notOurs(NOT_KNOWN_THERE, order);
        }
        String transaction = order.providerTransaction();
        if (transaction == null || !transaction.matches("[0-9]{1,18}")) {
            return new Answer.Declined("no_transaction", bytes("no transaction of MoMo's is known"));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partnerCode", merchant.partnerCode());
        fields.put("orderId", order.refundId());
        fields.put("requestId", order.refundId());
        fields.put("amount", order.amountVnd());
        fields.put("transId", Long.parseLong(transaction));
        fields.put("lang", "vi");
        fields.put("description", OrderText.plain(order.reason(), MOST_DESCRIPTION));
        return switch (provider.call(MomoMessage.REFUND, "refund", merchant, fields, false)) {
            case Heard.Nothing nothing ->
                new Answer.Unknown(
                        nothing.unheard() ? NOT_KNOWN_THERE : "no_answer", nothing.content(order.refundId()));
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .filter(said -> MomoQueries.names(said, fields))
                        .map(said -> refunded(said, order, body))
                        .orElseGet(() -> new Answer.Unknown("unreadable", body));
        };
    }

    private static Answer refunded(JsonFields said, RefundOrder order, byte[] body) {
        long code = said.whole("resultCode").orElse(-1L);
        String shown = String.valueOf(code);
        if (code == MomoResult.SUCCESS) {
            return said.whole("amount").orElse(-1L) == order.amountVnd()
                    ? new Answer.Accepted(
                            true,
                            said.whole("transId").map(MomoIpn::transaction).orElse(null),
                            shown,
                            body)
                    : new Answer.Unknown("amount_differs", body);
        }
        if (MomoResult.pending(code)) {
            return new Answer.Accepted(false, null, shown, body);
        }
        return MomoResult.refundRefused(code) ? new Answer.Declined(shown, body) : new Answer.Unknown(shown, body);
    }

    @Override
    public Answer refundStatus(RefundOrder order) {
        MomoMerchant merchant = provider.merchant(order.keyId()).orElse(null);
        if (merchant == null) {
            return Answer.Unknown.notOurs("not_configured", order);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partnerCode", merchant.partnerCode());
        fields.put("requestId", "R" + UUID.randomUUID().toString().replace("-", ""));
        fields.put("orderId", order.refundId());
        fields.put("lang", "vi");
        return switch (provider.call(MomoMessage.QUERY, "refund/query", merchant, fields, true)) {
            case Heard.Nothing nothing -> new Answer.Unknown("no_answer", nothing.content(order.refundId()));
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .filter(said -> MomoQueries.names(said, fields))
                        .map(said -> status(said, order, body))
                        .orElseGet(() -> new Answer.Unknown("unreadable", body));
        };
    }

    /** The list holds every refund MoMo knows under this id; ours is there once, with its own amount and result. */
    private static Answer status(JsonFields said, RefundOrder order, byte[] body) {
        var ours = said.objects("refundTrans").stream()
                .filter(refund ->
                        refund.text("orderId").filter(order.refundId()::equals).isPresent())
                .toList();
        if (ours.size() == 1) {
            return refunded(ours.getFirst(), order, body);
        }
        long code = said.whole("resultCode").orElse(-1L);
        return MomoResult.pending(code)
                ? new Answer.Accepted(false, null, String.valueOf(code), body)
                : new Answer.Unknown(code == MomoResult.NOT_FOUND ? NOT_KNOWN_THERE : String.valueOf(code), body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
