package vn.phigate.gateway.providers.vietqr;

import java.time.Duration;
import java.util.Optional;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;

/** Payment by bank transfer straight into the agency's account: a VietQR code drawn here, confirmed by what the bank reports. */
public final class VietQrProvider implements Provider.Local {
    public static final String NAME = "vietqr";

    private final Duration orderWindow;

    /** @param orderWindow how long the code may be paid; a transfer that comes later is still taken */
    public VietQrProvider(Duration orderWindow) {
        this.orderWindow = orderWindow;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration orderWindow() {
        return orderWindow;
    }

    @Override
    public Duration lateWindow() {
        return Duration.ZERO;
    }

    /** Every agency has an account; the bank itself vouches for what came in. */
    @Override
    public Optional<String> keyFor(String agency) {
        return Optional.of(NAME);
    }

    /** The purpose is the payment's reference alone: short enough for every bank (19 characters at api.vietqr.vn), and it checks itself. */
    @Override
    public Follow follow(Order order) {
        return Follow.qr(VietQrCode.toAccount(order.bin(), order.number(), order.amountVnd(), order.reference())
                .encode());
    }
}
