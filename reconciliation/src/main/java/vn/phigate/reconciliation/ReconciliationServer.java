package vn.phigate.reconciliation;

import io.helidon.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.OpenApi;
import vn.phigate.gateway.platform.http.Route;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.jobs.Jobs;
import vn.phigate.gateway.web.Pages;
import vn.phigate.gateway.web.SignInPages;
import vn.phigate.gateway.web.StaticFiles;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.decisions.DecisionRules;
import vn.phigate.reconciliation.lists.ListLayouts;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.settlements.Contracts;
import vn.phigate.reconciliation.statements.StatementFolder;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.camt.CamtFormat;
import vn.phigate.reconciliation.statements.mt.MtFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.tabular.TabularFormat;
import vn.phigate.reconciliation.web.FinancePages;

/** Reconciliation on its own port, over the doors of a gateway that need not be serving. */
final class ReconciliationServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 8081;
    private static final Set<String> KEYS = GatewaySettings.union(
            GatewaySettings.HTTP_KEYS,
            Set.of(
                    "http.max_upload_mib",
                    "public_url",
                    "write_off.line_max_vnd",
                    "write_off.day_agency_max_vnd",
                    "statements.folder",
                    "statements.look_every_seconds"));

    private static final long DEFAULT_LOOK_SECONDS = 10;

    private final Web web;
    private final Jobs jobs = new Jobs();
    private final @Nullable StatementFolder folder;
    private final Duration lookEvery;

    /** @param config the folder of settings: reconciliation.yaml, layouts/ and settlements/ */
    ReconciliationServer(Gateway gateway, Path config) {
        Config settings = GatewaySettings.config(config.resolve("reconciliation.yaml"), KEYS, System.getenv());
        var service = service(gateway, config);
        lookEvery = Duration.ofSeconds(
                settings.get("statements.look_every_seconds").asLong().orElse(DEFAULT_LOOK_SECONDS));
        String watched = settings.get("statements.folder").asString().orElse("");
        folder = watched.isBlank()
                ? null
                : new StatementFolder(
                        Path.of(watched),
                        gateway.db(),
                        service.statements(),
                        service.settlementFiles(),
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

    /** The parts of reconciliation over a gateway's doors, with no port open. */
    static ReconciliationService service(Gateway gateway, Path config) {
        SettlementFormat settlementFiles = declared(config, "settlements", SettlementFormat::load);
        return new ReconciliationService(
                gateway.db(),
                gateway.accounts(),
                gateway.agencies(),
                gateway.successions(),
                gateway.payments(),
                gateway.bankWitness(),
                gateway.ledger(),
                gateway.refunds(),
                gateway.audit(),
                readers(config, settlementFiles),
                settlementFiles,
                declared(config, "contracts.yaml", Contracts::load),
                decisionRules(config),
                rules(config),
                calendar(config),
                lists(config),
                gateway.clock());
    }

    private void pages(Gateway gateway, ReconciliationService service, String ownUrl) {
        var pages =
                new Pages(gateway.settings().city().name(), gateway.settings().sandbox());
        StaticFiles.routes(web);
        var finance = new FinancePages(
                gateway.db(),
                gateway.agencies(),
                service.statements(),
                service.settlements(),
                service.matching(),
                service.discrepancies(),
                service.decisions(),
                service.transfers(),
                service.notices(),
                service.closings(),
                service.periods(),
                service.reports(),
                service.dayReports(),
                pages,
                gateway.clock());
        finance.routes(web);
        new SignInPages(gateway.identity(), pages, finance::framed, ownUrl, gateway.clock()).routes(web);
    }

    /** An installation of before has no such file: all rules are on. */
    private static MatchingRules rules(Path config) {
        return Files.exists(config.resolve("rules.yaml"))
                ? declared(config, "rules.yaml", MatchingRules::load)
                : MatchingRules.ALL;
    }

    private static DecisionRules decisionRules(Path config) {
        Config settings = GatewaySettings.config(config.resolve("reconciliation.yaml"), KEYS, System.getenv());
        return new DecisionRules(
                settings.get("write_off.line_max_vnd").asLong().orElse(DecisionRules.USUAL.writeOffLineVnd()),
                settings.get("write_off.day_agency_max_vnd").asLong().orElse(DecisionRules.USUAL.writeOffDayVnd()));
    }

    private static StatementReaders readers(Path config, SettlementFormat settlementFiles) {
        return new StatementReaders(List.of(
                new CamtFormat(), new MtFormat(), settlementFiles, declared(config, "layouts", TabularFormat::load)));
    }

    /** What an operator declares in a file or folder. */
    @FunctionalInterface
    private interface Declaration<T> {
        T load(Path path) throws IOException;
    }

    private static <T> T declared(Path config, String name, Declaration<T> declaration) {
        try {
            return declaration.load(config.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in " + config + " cannot be read", e);
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
        if (folder != null) {
            jobs.start("look-into-folder", new Jobs.Bell(), lookEvery, () -> {
                // Never more than one look in the interval: a file must keep its size that long.
                folder.look();
                return 0;
            });
        }
        return this;
    }

    @Override
    public void close() {
        web.close();
        jobs.close();
    }
}
