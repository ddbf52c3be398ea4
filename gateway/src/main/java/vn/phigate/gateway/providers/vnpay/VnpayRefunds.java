package vn.phigate.gateway.providers.vnpay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.Reread;

/**
 * Pays back through VNPay. 00 means that VNPay took the order, not that the bank has paid: that is asked by querydr, whose transaction is then of
 * type 02 or 03. The request id is our id for the refund; the same again is answered 94 and pays nothing twice.
 */
public final class VnpayRefunds implements RefundPort {
    /**
     * 02 more than was paid, 03 format, 04 whole after a part, 13 only a part is possible, 91 not found, 93 amount, 95 the payment was not
     * successful, 97 signature. Not 94 (asked before), 98 (time-out) and 99 (other).
     */
    private static final Set<String> REFUSED = Set.of("02", "03", "04", "13", "91", "93", "95", "97");

    private static final int MOST_CREATED_BY = 245;
    private static final String OUR_ADDRESS = "127.0.0.1";

    private final VnpayProvider provider;
    private final URI apiUrl;
    private final ProviderLine line;
    private final InstantSource clock;

    public VnpayRefunds(VnpayProvider provider, URI apiUrl, ProviderLine line, InstantSource clock) {
        this.provider = provider;
        this.apiUrl = apiUrl;
        this.line = line;
        this.clock = clock;
    }

    @Override
    public String provider() {
        return VnpayProvider.NAME;
    }

    @Override
    public Answer refund(RefundOrder order) {
        VnpayTerminal terminal = provider.terminal(order.keyId()).orElse(null);
        if (terminal == null) {
            return Answer.Unknown.notOurs(NOT_KNOWN_THERE, order);
        }
        var request = new VnpayRefundRequest(
                order.refundId(),
                terminal.tmnCode(),
                order.whole(),
                order.orderId(),
                order.amountVnd(),
                order.providerTransaction(),
                order.orderedAt(),
                createdBy(order.by()),
                clock.instant(),
                OUR_ADDRESS,
                order.reason());
        return switch (line.tell(apiUrl, VnpayWire.json(request.signed(terminal.signing())))) {
            case Heard.Nothing nothing ->
                new Answer.Unknown(
                        nothing.unheard() ? NOT_KNOWN_THERE : "no_answer", nothing.content(order.refundId()));
            case Heard.Answer(int _, byte[] body) ->
                verified(body, VnpayPipe.REFUND_RESPONSE, terminal) instanceof VnpayAnswer.Verified said
                        ? ordered(said, order, body)
                        : new Answer.Unknown("unsigned", body);
        };
    }

    /** An[1,245]: a name with a | in it would be signed as two fields. */
    private static String createdBy(String person) {
        String plain = OrderText.plain(person, MOST_CREATED_BY);
        return plain.isEmpty() ? "phigate" : plain;
    }

    private static Answer ordered(VnpayAnswer.Verified said, RefundOrder order, byte[] body) {
        String code = said.responseCode();
        if (REFUSED.contains(code)) {
            return new Answer.Declined(code, body);
        }
        boolean ours = said.txnRef().equals(order.orderId())
                && said.amountVnd() != null
                && said.amountVnd() == order.amountVnd();
        return code.equals("00") && ours
                ? new Answer.Accepted(false, number(said), code + "/" + said.transactionStatus(), body)
                : new Answer.Unknown(code, body);
    }

    @Override
    public Answer refundStatus(RefundOrder order) {
        VnpayTerminal terminal = provider.terminal(order.keyId()).orElse(null);
        if (terminal == null) {
            return Answer.Unknown.notOurs("not_configured", order);
        }
        Instant now = clock.instant();
        var question = new VnpayQuerydrRequest(
                UUID.randomUUID().toString().replace("-", ""),
                terminal.tmnCode(),
                order.orderId(),
                null,
                "Truy van hoan tien " + order.orderId(),
                order.orderedAt(),
                now,
                OUR_ADDRESS);
        return switch (line.ask(apiUrl, VnpayWire.json(question.signed(terminal.signing())))) {
            case Heard.Nothing nothing -> new Answer.Unknown("no_answer", nothing.content(order.refundId()));
            case Heard.Answer(int _, byte[] body) ->
                verified(body, VnpayPipe.QUERYDR_RESPONSE, terminal) instanceof VnpayAnswer.Verified said
                                && said.txnRef().equals(order.orderId())
                        ? status(said, order, body)
                        : new Answer.Unknown("unsigned", body);
        };
    }

    /**
     * The newest transaction of the order: type 02 or 03 is a refund; 00 done, 05 and 06 on its way to the bank, 09 refused (bang-ma-loi,
     * vnp_TransactionStatus). Which refund of the order it is, only the amount tells; it does not tell two equal ones apart.
     */
    private static Answer status(VnpayAnswer.Verified said, RefundOrder order, byte[] body) {
        String code = said.responseCode() + "/" + said.transactionType() + "/" + said.transactionStatus();
        boolean refund =
                said.transactionType().equals("02") || said.transactionType().equals("03");
        boolean ours = said.amountVnd() != null && said.amountVnd() == order.amountVnd();
        if (!said.responseCode().equals("00") || !refund || !ours || order.confusable()) {
            return new Answer.Unknown(code, body);
        }
        return switch (said.transactionStatus()) {
            case "00" -> new Answer.Accepted(true, number(said), code, body);
            case "05", "06" -> new Answer.Accepted(false, number(said), code, body);
            case "09" -> new Answer.Declined(code, body);
            default -> new Answer.Unknown(code, body);
        };
    }

    @Override
    public Reread reread(String keyId, boolean ordered, byte[] content) {
        return VnpayStatusQuery.reread(
                provider, keyId, ordered ? VnpayPipe.REFUND_RESPONSE : VnpayPipe.QUERYDR_RESPONSE, content);
    }

    private static VnpayAnswer verified(byte[] body, VnpayPipe pipe, VnpayTerminal terminal) {
        return VnpayAnswer.read(new String(body, StandardCharsets.UTF_8), pipe, terminal.secrets());
    }

    private static @org.jspecify.annotations.Nullable String number(VnpayAnswer.Verified said) {
        return said.transactionNo().isEmpty() || said.transactionNo().equals("0") ? null : said.transactionNo();
    }
}
