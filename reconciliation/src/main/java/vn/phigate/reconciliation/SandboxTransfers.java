package vn.phigate.reconciliation;

import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.sandbox.Callers;
import vn.phigate.sandbox.dvcqg.DvcqgSandbox;
import vn.phigate.sandbox.transfers.TransferSandbox;

/** The stand-ins of the national payment platform and of the notice services, with the keys of an installation; they know the gateway by its address only. */
record SandboxTransfers(DvcqgSandbox platform, TransferSandbox transfers, Callers callers) implements AutoCloseable {
    static SandboxTransfers of(GatewaySettings settings) {
        var partners = new HashMap<String, String>();
        DvcqgSettings protocol = settings.dvcqg().protocol();
        if (protocol != null) {
            protocol.partners().stream()
                    .filter(partner -> !partner.keys().isEmpty())
                    .forEach(partner -> partners.put(
                            partner.code(), partner.keys().getFirst().secret()));
        }
        var services = new HashMap<String, String>();
        for (NoticeService service : settings.bankNotices().services()) {
            service.endpoints().stream()
                    .filter(endpoint -> !endpoint.secrets().isEmpty())
                    .findFirst()
                    .ifPresent(endpoint -> services.put(
                            service.name(), endpoint.secrets().getFirst().secret()));
        }
        URI callbacks = URI.create(settings.publicUrl() + "/callbacks/");
        var callers = new Callers();
        InstantSource clock = InstantSource.system();
        return new SandboxTransfers(
                new DvcqgSandbox(partners, () -> callbacks.resolve("dvcqg"), callers, clock),
                new TransferSandbox(services, () -> callbacks, callers, clock),
                callers);
    }

    void routes(HttpRouting.Builder routing) {
        platform.routes(routing);
        transfers.routes(routing);
    }

    @Override
    public void close() {
        callers.close();
    }
}
