package vn.phigate.gateway.providers.vnpay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ProviderLine.Heard;
import vn.phigate.gateway.providers.Reread;
import vn.phigate.gateway.providers.StatusQuery;

/** Asks VNPay by querydr; what it signed is believed, and nothing else. */
public final class VnpayStatusQuery implements StatusQuery {
    /** VNPay takes no money after vnp_ExpireDate; this much later an order it calls incomplete, or does not know, will not be paid. */
    private static final Duration SURELY_OVER = Duration.ofMinutes(15);

    private final VnpayProvider provider;
    private final URI apiUrl;
    private final InstantSource clock;
    private final ProviderLine line;

    public VnpayStatusQuery(VnpayProvider provider, URI apiUrl, ProviderLine line, InstantSource clock) {
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
    public Answer ask(Question question) {
        VnpayTerminal terminal = provider.terminal(question.keyId()).orElse(null);
        if (terminal == null) {
            return new Answer.NoAnswer("terminal " + question.keyId() + " is not configured");
        }
        Instant now = clock.instant();
        Map<String, String> message = new VnpayQuerydrRequest(
                        UUID.randomUUID().toString().replace("-", ""),
                        terminal.tmnCode(),
                        question.orderId(),
                        null,
                        "Truy van giao dich " + question.orderId(),
                        question.orderedAt(),
                        now,
                        "127.0.0.1")
                .signed(terminal.signing());
        return switch (line.ask(apiUrl, VnpayWire.json(message))) {
            case Heard.Nothing nothing -> new Answer.NoAnswer(nothing.why());
            case Heard.Answer(int status, byte[] body) ->
                status == 200
                        ? read(body, question, terminal, now)
                        : new Answer.NoAnswer("VNPay answered HTTP " + status, body);
        };
    }

    @Override
    public Reread reread(String keyId, byte[] content) {
        return reread(provider, keyId, VnpayPipe.QUERYDR_RESPONSE, content);
    }

    static Reread reread(VnpayProvider provider, String keyId, VnpayPipe pipe, byte[] content) {
        var secrets = provider.terminal(keyId).map(VnpayTerminal::secrets).orElse(List.of());
        return switch (VnpayAnswer.read(new String(content, StandardCharsets.UTF_8), pipe, secrets)) {
            case VnpayAnswer.Verified said -> new Reread.Signed(said.txnRef());
            case VnpayAnswer.Refused(String why, String _) -> new Reread.Refused(why);
        };
    }

    private Answer read(byte[] content, Question question, VnpayTerminal terminal, Instant now) {
        String body = new String(content, StandardCharsets.UTF_8);
        if (!(VnpayAnswer.read(body, VnpayPipe.QUERYDR_RESPONSE, terminal.secrets())
                instanceof VnpayAnswer.Verified said)) {
            return new Answer.NoAnswer("the answer is not signed by VNPay", content);
        }
        boolean unknownThere = said.responseCode().equals("91");
        boolean ofThisOrder =
                said.txnRef().equals(question.orderId()) && said.tmnCode().equals(terminal.tmnCode());
        if (!unknownThere && !ofThisOrder) {
            return new Answer.NoAnswer("the answer is about another order", content);
        }
        if (!unknownThere && !said.responseCode().equals("00")) {
            return new Answer.NoAnswer("VNPay answered " + said.responseCode() + " " + said.message(), content);
        }
        boolean incomplete = unknownThere || said.transactionStatus().equals("01");
        boolean over = now.isAfter(question.expiresAt().plus(SURELY_OVER));
        if (incomplete && !over) {
            return new Answer.Pending(unknownThere ? "91" : "01", content);
        }
        Notice.Result result = incomplete ? Notice.Result.DECLINED : result(said.paymentResult());
        return new Answer.Told(provider.vouched(
                new Notice(
                        VnpayProvider.NAME,
                        "query",
                        question.orderId(),
                        terminal.tmnCode(),
                        amountOf(result, said),
                        result,
                        said.transactionNo().isEmpty() || said.transactionNo().equals("0")
                                ? null
                                : said.transactionNo(),
                        said.paidAt(),
                        "querydr " + said.responseCode() + "/" + said.transactionStatus(),
                        content),
                said.keyId()));
    }

    /** Only money needs an amount, and is believed only with it. That of a refund is none of the order's. */
    private static long amountOf(Notice.Result result, VnpayAnswer.Verified said) {
        Long amountVnd = said.amountVnd();
        if (amountVnd != null && VnpayResult.aboutPayment(said.transactionType())) {
            return amountVnd;
        }
        return result == Notice.Result.PAID ? -1 : Notice.SAME_AMOUNT;
    }

    private static Notice.Result result(VnpayResult result) {
        return switch (result) {
            case PAID -> Notice.Result.PAID;
            case FAILED -> Notice.Result.DECLINED;
            case UNCLEAR -> Notice.Result.UNCLEAR;
        };
    }
}
