package vn.phigate.reconciliation;

import io.helidon.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.OpenApi;
import vn.phigate.gateway.platform.http.Route;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.web.Pages;
import vn.phigate.gateway.web.SignInPages;
import vn.phigate.gateway.web.StaticFiles;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.lists.ListLayouts;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.camt.CamtFormat;
import vn.phigate.reconciliation.statements.mt.MtFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.tabular.TabularFormat;
import vn.phigate.reconciliation.web.FinancePages;

/** Reconciliation on its own port, over the doors of a gateway that need not be serving. */
final class ReconciliationServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 8081;
    private static final Set<String> KEYS =
            GatewaySettings.union(GatewaySettings.HTTP_KEYS, Set.of("http.max_upload_mib", "public_url"));

    private final Web web;

    /** @param config the folder of settings: reconciliation.yaml, layouts/ and settlements/ */
    ReconciliationServer(Gateway gateway, Path config) {
        Config settings = GatewaySettings.config(config.resolve("reconciliation.yaml"), KEYS, System.getenv());
        var service = new ReconciliationService(
                gateway.db(),
                gateway.accounts(),
                gateway.agencies(),
                gateway.successions(),
                gateway.payments(),
                gateway.bankWitness(),
                gateway.ledger(),
                gateway.audit(),
                readers(config),
                calendar(config),
                lists(config),
                gateway.clock());
        web = new Web(
                "reconciliation",
                GatewaySettings.http(settings.get("http"), DEFAULT_PORT),
                gateway.db(),
                gateway.identity(),
                gateway.clock());
        web.get("/health", Access.PUBLIC, request -> Gateway.health(gateway.db()));
        new OpenApi().routes(web);
        service.routes(web);
        pages(gateway, service, settings.get("public_url").asString().orElse("http://localhost:" + DEFAULT_PORT));
    }

    private void pages(Gateway gateway, ReconciliationService service, String ownUrl) {
        var pages =
                new Pages(gateway.settings().city().name(), gateway.settings().sandbox());
        StaticFiles.routes(web);
        var finance = new FinancePages(
                gateway.db(),
                gateway.agencies(),
                service.statements(),
                service.matching(),
                service.discrepancies(),
                service.transfers(),
                service.closings(),
                service.periods(),
                service.reports(),
                pages,
                gateway.clock());
        finance.routes(web);
        new SignInPages(gateway.identity(), pages, finance::framed, ownUrl, gateway.clock()).routes(web);
    }

    private static StatementReaders readers(Path config) {
        try {
            return new StatementReaders(List.of(
                    new CamtFormat(),
                    new MtFormat(),
                    SettlementFormat.load(config.resolve("settlements")),
                    TabularFormat.load(config.resolve("layouts"))));
        } catch (IOException e) {
            throw new UncheckedIOException("the layouts in " + config + " cannot be read", e);
        }
    }

    private static BankCalendar calendar(Path config) {
        try {
            return BankCalendar.load(config.resolve("calendar.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ListLayouts lists(Path config) {
        try {
            return ListLayouts.load(config.resolve("lists"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Route> routes() {
        return web.routes();
    }

    int port() {
        return web.port();
    }

    ReconciliationServer start() {
        web.start();
        return this;
    }

    @Override
    public void close() {
        web.close();
    }
}
