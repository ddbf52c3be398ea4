package vn.phigate.gateway.providers.vnpay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.Contracts;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ReturnDoor;

/** Payment by redirect to VNPay, version 2.1.0. */
public final class VnpayProvider implements Provider.Local, ReturnDoor {
    public static final String NAME = "vnpay";

    private final Settings settings;
    private final @Nullable ProviderLine line;

    /**
     * @param payUrl address of the pay page, without query
     * @param returnUrl where VNPay sends the payer back: our own address, at most 255 characters
     * @param terminals an agency's own is used for its orders, the first that names no agency for all others
     * @param orderWindow how long VNPay may take money for an order
     * @param lateWindow how much longer the payment waits for a late notice before it expires
     */
    public record Settings(
            String payUrl,
            String returnUrl,
            List<VnpayTerminal> terminals,
            Duration orderWindow,
            Duration lateWindow) {}

    /** @param line over which questions and refunds go; its health is the provider's */
    public VnpayProvider(Settings settings, ProviderLine line) {
        this.settings = settings;
        this.line = line;
    }

    /** For messages alone. */
    public VnpayProvider(Settings settings) {
        this.settings = settings;
        this.line = null;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration orderWindow() {
        return settings.orderWindow;
    }

    @Override
    public Duration lateWindow() {
        return settings.lateWindow;
    }

    @Override
    public boolean down() {
        return line != null && line.down();
    }

    @Override
    public Optional<String> keyFor(String agency) {
        return Contracts.of(agency, settings.terminals, VnpayTerminal::agencies).map(VnpayTerminal::tmnCode);
    }

    @Override
    public Follow follow(Order order) {
        VnpayTerminal terminal = terminal(order.keyId()).orElseThrow();
        var request = new VnpayPayRequest(
                terminal.tmnCode(),
                order.orderId(),
                order.amountVnd(),
                order.info(),
                "other",
                settings.returnUrl,
                order.payerAddress(),
                order.language().equals("en") ? VnpayPayRequest.Locale.EN : VnpayPayRequest.Locale.VN,
                null,
                order.createdAt(),
                order.expiresAt());
        return Follow.redirect(VnpayMessages.payUrl(settings.payUrl, request, terminal.signing()));
    }

    /** What a raw query string from outside turns out to be. */
    public sealed interface Reading {
        /** Signed by one of the terminal's secrets. */
        record Genuine(VnpayNotice notice, String keyId) implements Reading {}

        /** Not to be believed; answered 97. {@code why} is for the log, not for the sender. */
        record Refused(String why) implements Reading {}
    }

    /** Reads and verifies a callback or a return from its raw query string. */
    public Reading read(String rawQuery) {
        return switch (VnpayQuery.read(rawQuery)) {
            case VnpayQuery.Refused(VnpayQuery.Reason reason, String detail) ->
                new Reading.Refused(reason + ": " + detail);
            case VnpayQuery.Parsed parsed -> {
                Optional<VnpayTerminal> terminal = terminal(parsed.tmnCode());
                Optional<String> key = terminal.flatMap(t -> parsed.verifiedBy(t.secrets()));
                yield key.isPresent()
                        ? new Reading.Genuine(parsed.notice(), key.get())
                        : new Reading.Refused("signature");
            }
        };
    }

    @Override
    public Optional<Returned> returned(String rawQuery) {
        return switch (read(rawQuery)) {
            case Reading.Refused _ -> Optional.empty();
            case Reading.Genuine(VnpayNotice said, String _) ->
                Optional.of(new Returned(
                        said.txnRef(), notice(said, "return", new byte[0]).result()));
        };
    }

    /** A verified notice in the words of the port; one that names no amount is unclear, not about another amount. The terminal vouches. */
    public static Notice notice(VnpayNotice said, String source, byte[] content) {
        Long amountVnd = said.amountVnd();
        Notice.Result result = switch (said.result()) {
            case PAID -> Notice.Result.PAID;
            case FAILED -> Notice.Result.DECLINED;
            case UNCLEAR -> Notice.Result.UNCLEAR;
        };
        return new Notice(
                NAME,
                source,
                said.txnRef(),
                said.tmnCode(),
                said.amountWire().isEmpty() ? Notice.SAME_AMOUNT : amountVnd == null ? -1 : amountVnd,
                said.amountWire().isEmpty() && result == Notice.Result.PAID ? Notice.Result.UNCLEAR : result,
                said.transactionNo().isEmpty() || said.transactionNo().equals("0") ? null : said.transactionNo(),
                said.paidAt(),
                said.responseCode() + "/" + (said.transactionStatus() == null ? "-" : said.transactionStatus()),
                content);
    }

    /** With the name of the secret, for our own name of the key may be another's after the next rotation. */
    Notice vouched(Notice notice, String keyId) {
        return terminal(notice.keyId())
                .flatMap(t -> t.secrets().stream()
                        .filter(secret -> secret.keyId().equals(keyId))
                        .findFirst())
                .map(secret -> notice.vouchedBy(secret.secret()))
                .orElse(notice);
    }

    Optional<VnpayTerminal> terminal(String tmnCode) {
        return settings.terminals.stream()
                .filter(t -> t.tmnCode().equals(tmnCode))
                .findFirst();
    }
}
