package vn.phigate.gateway.providers.momo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.StatusQuery;

/**
 * Asks MoMo what became of an order (payment-api/query). MoMo signs no answer to a question: it is believed for the TLS connection it came
 * through, and only when it names our question, order and merchant.
 */
public final class MomoQueries implements StatusQuery {
    /** This much after its time an order that MoMo does not know will not be paid; one that it calls pending may, until it says otherwise. */
    private static final Duration SURELY_OVER = Duration.ofMinutes(15);

    private final MomoProvider provider;

    public MomoQueries(MomoProvider provider) {
        this.provider = provider;
    }

    @Override
    public String provider() {
        return MomoProvider.NAME;
    }

    @Override
    public List<Duration> schedule() {
        return SOON;
    }

    @Override
    public Answer ask(Question question) {
        MomoMerchant merchant = provider.merchant(question.keyId()).orElse(null);
        if (merchant == null) {
            return new Answer.NoAnswer("merchant " + question.keyId() + " is not configured");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partnerCode", merchant.partnerCode());
        // A new id each time: the same would be answered with the same old answer.
        fields.put("requestId", "Q" + UUID.randomUUID().toString().replace("-", ""));
        fields.put("orderId", question.orderId());
        fields.put("lang", "vi");
        return switch (provider.call(MomoMessage.QUERY, "query", merchant, fields, true)) {
            case Heard.Nothing nothing -> new Answer.NoAnswer(nothing.why());
            case Heard.Answer(int _, byte[] body) ->
                JsonFields.read(body)
                        .filter(said -> names(said, fields))
                        .map(said -> read(said, question, merchant, body))
                        .orElseGet(() -> new Answer.NoAnswer("the answer is unreadable or about something else", body));
        };
    }

    static boolean names(JsonFields said, Map<String, Object> question) {
        return List.of("partnerCode", "requestId", "orderId").stream()
                .allMatch(name -> said.text(name).equals(Optional.ofNullable(question.get(name))));
    }

    private Answer read(JsonFields said, Question question, MomoMerchant merchant, byte[] body) {
        long code = said.whole("resultCode").orElse(-1L);
        boolean over = provider.now().isAfter(question.expiresAt().plus(SURELY_OVER));
        boolean neverMade = code == MomoResult.NOT_FOUND && over;
        if (MomoResult.pending(code) || (code == MomoResult.NOT_FOUND && !over)) {
            return new Answer.Pending(String.valueOf(code), body);
        }
        if (!neverMade && MomoResult.requestRefused(code)) {
            return new Answer.NoAnswer("MoMo refused the question: " + code, body);
        }
        Notice.Result result = neverMade ? Notice.Result.DECLINED : MomoResult.ofPayment(code);
        boolean paid = result == Notice.Result.PAID;
        long transId = said.whole("transId").orElse(0L);
        if (paid && transId <= 0) {
            return new Answer.NoAnswer("paid without a transaction", body);
        }
        return new Answer.Told(new Notice(
                MomoProvider.NAME,
                "query",
                question.orderId(),
                merchant.partnerCode(),
                paid ? Math.max(-1, said.whole("amount").orElse(-1L)) : Notice.SAME_AMOUNT,
                result,
                paid ? MomoIpn.transaction(transId) : null,
                said.whole("responseTime").map(MomoIpn::instant).orElse(null),
                String.valueOf(code),
                body,
                said.text("extraData").map(MomoProvider::bound).orElse(null)));
    }
}
