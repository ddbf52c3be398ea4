package vn.phigate.gateway;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.providers.Bill;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.ReturnDoor;
import vn.phigate.gateway.providers.StatusQuery;
import vn.phigate.gateway.providers.dvcqg.DvcqgCallbacks;
import vn.phigate.gateway.providers.dvcqg.DvcqgProvider;
import vn.phigate.gateway.providers.dvcqg.DvcqgQueries;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.gateway.providers.momo.MomoCallbacks;
import vn.phigate.gateway.providers.momo.MomoProvider;
import vn.phigate.gateway.providers.momo.MomoQueries;
import vn.phigate.gateway.providers.momo.MomoRefunds;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;
import vn.phigate.gateway.providers.vnpay.VnpayCallbacks;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.vnpay.VnpayRefunds;
import vn.phigate.gateway.providers.vnpay.VnpayStatusQuery;
import vn.phigate.gateway.providers.zalopay.ZalopayCallbacks;
import vn.phigate.gateway.providers.zalopay.ZalopayProvider;
import vn.phigate.gateway.providers.zalopay.ZalopayQueries;
import vn.phigate.gateway.providers.zalopay.ZalopayRefunds;

/** Every provider this installation has a contract with, with all that belongs to it. */
final class Providers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);
    private static final Duration VNPAY_PATIENCE = Duration.ofSeconds(10);

    private final List<Provider> offered = new ArrayList<>();
    private final List<CallbackDoor<?>> doors = new ArrayList<>();
    private final List<ReturnDoor> returns = new ArrayList<>();
    private final Map<String, StatusQuery> queries = new LinkedHashMap<>();
    private final Map<String, RefundPort> refunds = new LinkedHashMap<>();
    private final List<ProviderLine> lines = new ArrayList<>();
    private final List<URI> payPages = new ArrayList<>();

    Providers(GatewaySettings settings, Bill.Source bills, InstantSource clock) {
        vnpay(settings, clock);
        WalletSettings wallets = settings.wallets();
        if (wallets.momo() != null) {
            var momo = wallets.momo();
            ProviderLine line = line(MomoProvider.NAME, wallets.patience());
            var provider = new MomoProvider(
                    new MomoProvider.Settings(
                            momo.apiUrl(),
                            settings.publicUrl() + "/return/momo",
                            settings.publicUrl() + "/callbacks/momo",
                            momo.contracts(),
                            momo.orderWindow(),
                            momo.lateWindow(),
                            wallets.patience()),
                    line,
                    clock);
            add(
                    provider,
                    new MomoCallbacks(provider),
                    new MomoQueries(provider),
                    new MomoRefunds(provider),
                    momo.pageUrl());
            returns.add(provider);
        }
        if (wallets.zalopay() != null) {
            var zalopay = wallets.zalopay();
            ProviderLine line = line(ZalopayProvider.NAME, wallets.patience());
            var provider = new ZalopayProvider(
                    new ZalopayProvider.Settings(
                            zalopay.apiUrl(),
                            settings.publicUrl() + "/return/zalopay",
                            settings.publicUrl() + "/callbacks/zalopay",
                            zalopay.contracts(),
                            zalopay.orderWindow(),
                            zalopay.lateWindow(),
                            wallets.patience()),
                    line,
                    clock);
            add(
                    provider,
                    new ZalopayCallbacks(provider),
                    new ZalopayQueries(provider),
                    new ZalopayRefunds(provider),
                    zalopay.pageUrl());
            returns.add(provider);
        }
        dvcqg(settings.dvcqg().protocol(), bills, clock);
        offered.add(new VietQrProvider(settings.vietqrWindow()));
    }

    private void vnpay(GatewaySettings settings, InstantSource clock) {
        GatewaySettings.Vnpay vnpay = settings.vnpay();
        ProviderLine line = line(VnpayProvider.NAME, VNPAY_PATIENCE);
        var provider = new VnpayProvider(
                new VnpayProvider.Settings(
                        vnpay.payUrl().toString(),
                        settings.publicUrl() + "/return/vnpay",
                        vnpay.terminals(),
                        vnpay.orderWindow(),
                        vnpay.lateWindow()),
                line);
        add(
                provider,
                new VnpayCallbacks(provider),
                new VnpayStatusQuery(provider, vnpay.apiUrl(), line, clock),
                new VnpayRefunds(provider, vnpay.apiUrl(), line, clock),
                vnpay.payUrl());
        returns.add(provider);
    }

    private void dvcqg(@Nullable DvcqgSettings protocol, Bill.Source bills, InstantSource clock) {
        if (protocol == null) {
            return;
        }
        var provider = new DvcqgProvider(protocol, line(DvcqgProvider.NAME, protocol.patience()), bills, clock);
        provider.closed().ifPresent(why -> LOG.error("payment by {} is closed: {}", provider.name(), why));
        offered.add(provider);
        doors.add(new DvcqgCallbacks(provider));
        queries.put(DvcqgProvider.NAME, new DvcqgQueries(provider));
        protocol.payOrigins().stream().map(URI::create).forEach(payPages::add);
    }

    private ProviderLine line(String name, Duration patience) {
        var line = new ProviderLine(name, patience);
        lines.add(line);
        return line;
    }

    private void add(Provider provider, CallbackDoor<?> door, StatusQuery query, RefundPort refund, URI payPage) {
        offered.add(provider);
        doors.add(door);
        queries.put(query.provider(), query);
        refunds.put(refund.provider(), refund);
        payPages.add(payPage);
    }

    /** In the order they are offered. */
    Map<String, Provider> byName() {
        var byName = new LinkedHashMap<String, Provider>();
        offered.forEach(provider -> byName.put(provider.name(), provider));
        return byName;
    }

    List<CallbackDoor<?>> doors() {
        return List.copyOf(doors);
    }

    List<ReturnDoor> returns() {
        return List.copyOf(returns);
    }

    Map<String, StatusQuery> queries() {
        return Map.copyOf(queries);
    }

    Map<String, RefundPort> refunds() {
        return Map.copyOf(refunds);
    }

    /** Scheme, host and port of the pages that payers are sent to. */
    Stream<String> payPages() {
        return payPages.stream()
                .map(page -> page.getScheme() + "://" + page.getRawAuthority())
                .distinct();
    }

    @Override
    public void close() {
        lines.forEach(ProviderLine::close);
    }
}
