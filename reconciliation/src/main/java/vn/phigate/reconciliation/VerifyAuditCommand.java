package vn.phigate.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.audit.VerifyAudit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.receipts.ReceiptRoots;

/** Computes the chain of the audit log again, whether the city runs or not. */
@Command(
        name = "verify-audit",
        mixinStandardHelpOptions = true,
        description =
                "Tính lại toàn bộ chuỗi nhật ký và gốc ngày của biên lai. / Computes the chain of the audit log and the daily roots of receipts again. Exit 0 when all holds, 1 with the faults.")
final class VerifyAuditCommand implements Callable<Integer> {
    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "how long an event may wait for its seal [${DEFAULT-VALUE}]")
    private int minutes = 10;

    @Option(
            names = "--roots",
            paramLabel = "roots.json",
            description =
                    "roots kept outside, from /v1/audit/roots: finds what was cut off or written anew together with its root")
    private @Nullable Path heldRoots;

    @Option(
            names = "--keys",
            paramLabel = "keys.json",
            description = "public keys from /keys [those of the installation]")
    private @Nullable Path keys;

    @Override
    public Integer call() throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var settings = GatewaySettings.read(config.resolve("gateway.yaml"));
        var external = settings.database();
        if (external != null) {
            return verify(settings, external.settings(), out);
        }
        Path home = settings.dataFolder().resolve("postgresql");
        String database = City.databaseName(settings);
        var running = LocalPostgres.running(home, database);
        if (running.isPresent()) {
            return verify(settings, running.get(), out);
        }
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException("Chưa có dữ liệu ở " + home + ". / There are no data in " + home + ".");
        }
        try (LocalPostgres local = LocalPostgres.start(home, out::println)) {
            return verify(settings, local.settings(database), out);
        }
    }

    private int verify(GatewaySettings settings, DbSettings database, PrintStream out) throws IOException {
        VerifyAudit.Answer answer;
        List<String> receipts;
        try (Db db = Db.open(database.withPoolSize(1))) {
            PublicKeys known = publicKeys(settings);
            answer = VerifyAudit.check(db, known, held(), Duration.ofMinutes(minutes));
            receipts = ReceiptRoots.faults(db, known);
        }
        out.println("Nhật ký / audit log    " + database.jdbcUrl());
        out.println("Đã niêm phong / sealed  " + answer.sealed() + "   đang chờ / waiting " + answer.waiting()
                + "   gốc ngày / daily roots " + answer.roots());
        out.println("Mắt xích cuối / last    " + answer.sealed() + " " + answer.lastHash());
        receipts.forEach(fault -> out.println("SAI / BROKEN  biên lai, receipts: " + fault));
        var fault = answer.first();
        if (fault == null) {
            out.println("ĐÚNG / HOLDS: không dòng nào bị sửa, xóa, chèn. / No row was changed, deleted or inserted.");
            return receipts.isEmpty() ? 0 : 1;
        }
        String where = (fault.event() == null ? "" : "sự kiện / event " + fault.event() + "  ")
                + (fault.seal() == null ? "" : "niêm phong / seal " + fault.seal() + "  ");
        out.println("SAI / BROKEN  " + fault.fault() + "  " + where);
        out.println("  " + fault.vi());
        out.println("  " + fault.en());
        return 1;
    }

    private PublicKeys publicKeys(GatewaySettings settings) throws IOException {
        Path file = keys;
        return file != null
                ? PublicKeys.parse(Files.readAllBytes(file))
                : KeyRing.open(settings.dataFolder().resolve("keys"), KeyRing.WhenMissing.REFUSE, new SecureRandom())
                        .publicKeys();
    }

    /** One root, a list of them, or a page as it was served. */
    private List<String> held() throws IOException {
        Path file = heldRoots;
        if (file == null) {
            return List.of();
        }
        JsonNode read = Json.MAPPER.readTree(Files.readAllBytes(file));
        JsonNode roots = read.has("items") ? read.path("items") : read;
        return roots.isArray()
                ? StreamSupport.stream(roots.spliterator(), false)
                        .map(JsonNode::toString)
                        .toList()
                : List.of(roots.toString());
    }
}
