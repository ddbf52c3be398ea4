package vn.phigate.gateway.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.callbacks.BankCallbacks;
import vn.phigate.gateway.callbacks.Callbacks;
import vn.phigate.gateway.cases.Cases;
import vn.phigate.gateway.payments.AskProviders;
import vn.phigate.gateway.payments.PaymentRules;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.StatusQuery;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;
import vn.phigate.gateway.refunds.RefundRules;
import vn.phigate.gateway.refunds.Refunds;

/** The gateway between a start and a death: the real classes over the same database, without ports and without the timers of its jobs. */
final class Life {
    final Mortal process = new Mortal();
    final Db db;
    final Gateway gateway;
    final Payments payments;
    final Refunds refunds;
    final Cases cases;
    final AskProviders ask;
    final Callbacks callbacks;
    final BankCallbacks banks;
    final Map<String, CallbackDoor<?>> doors;
    final Map<String, NoticeService> services;

    Life(
            GatewaySettings settings,
            DataSource pool,
            CityClock clock,
            Contracts contracts,
            Function<Order, Provider.Started> wallets,
            Map<String, StatusQuery> queries,
            Map<String, RefundPort> refundPorts) {
        db = Db.open(process.over(pool));
        gateway = new Gateway(settings, db, clock);
        Map<String, Provider> providers = new LinkedHashMap<>();
        providers.put("vnpay", contracts.vnpay());
        for (String name : List.of("momo", "zalopay", "dvcqg")) {
            providers.put(name, new Wallet(name, wallets));
        }
        providers.put("vietqr", new VietQrProvider(Duration.ofHours(24)));
        payments = new Payments(
                db,
                gateway.agencies(),
                gateway.accounts(),
                gateway.ledger(),
                providers,
                Map.of(),
                true,
                PaymentRules.USUAL,
                clock);
        refunds = new Refunds(db, gateway.ledger(), refundPorts, RefundRules.USUAL, gateway.audit(), clock);
        cases = new Cases(db, payments, refunds, gateway.audit(), clock);
        ask = new AskProviders(db, payments, queries, clock);
        List<CallbackDoor<?>> open = contracts.doors();
        callbacks = new Callbacks(db, payments, open, clock, () -> {});
        banks = new BankCallbacks(db, payments, contracts.services(), clock, () -> {});
        doors = open.stream().collect(Collectors.toMap(CallbackDoor::provider, door -> door));
        services = contracts.services().stream().collect(Collectors.toMap(NoticeService::name, service -> service));
    }

    /** A provider that is told of each order, and answers as the world wants. */
    private record Wallet(String name, Function<Order, Provider.Started> world) implements Provider.Remote {
        @Override
        public Started start(Order order) {
            return world.apply(order);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration orderWindow() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration lateWindow() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Optional<String> keyFor(String agency) {
            return Optional.ofNullable(Contracts.KEY_IDS.get(name));
        }
    }

    /** Nothing waits for the dead: the committers end by themselves. */
    void end() {
        Thread.ofVirtual().start(() -> {
            callbacks.close();
            gateway.close();
        });
    }
}
