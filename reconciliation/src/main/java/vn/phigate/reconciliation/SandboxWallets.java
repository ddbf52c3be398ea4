package vn.phigate.reconciliation;

import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.WalletSettings;
import vn.phigate.sandbox.momo.MomoSandbox;
import vn.phigate.sandbox.zalopay.ZalopaySandbox;

/** The sandbox wallets with the contracts of an installation; they know the gateway by its address and keys only. */
record SandboxWallets(MomoSandbox momo, ZalopaySandbox zalopay) implements AutoCloseable {
    static SandboxWallets of(GatewaySettings settings) {
        var momo = settings.wallets().momo();
        var zalopay = settings.wallets().zalopay();
        InstantSource clock = InstantSource.system();
        return new SandboxWallets(
                new MomoSandbox(
                        momo == null
                                ? List.of()
                                : momo.contracts().stream()
                                        .map(m -> new MomoSandbox.Merchant(
                                                m.partnerCode(),
                                                m.keys().getFirst().accessKey(),
                                                m.keys().getFirst().secretKey()))
                                        .toList(),
                        pages(momo),
                        clock),
                new ZalopaySandbox(
                        zalopay == null
                                ? List.of()
                                : zalopay.contracts().stream()
                                        .map(a -> new ZalopaySandbox.App(
                                                a.appId(),
                                                a.keys().getFirst().key1(),
                                                a.keys().getFirst().key2()))
                                        .toList(),
                        URI.create(settings.publicUrl() + "/callbacks/zalopay"),
                        pages(zalopay),
                        clock));
    }

    /** Where the installation says that payers are sent; not where the gateway's own calls go when that is another name. */
    private static @Nullable String pages(WalletSettings.@Nullable Wallet<?> wallet) {
        if (wallet == null) {
            return null;
        }
        URI page = wallet.pageUrl();
        return page.getScheme() + "://" + page.getRawAuthority();
    }

    void routes(HttpRouting.Builder routing) {
        momo.routes(routing);
        zalopay.routes(routing);
    }

    @Override
    public void close() {
        momo.close();
        zalopay.close();
    }
}
