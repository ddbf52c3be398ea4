package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.RetiredKeys;
import vn.phigate.gateway.VerifyEvidence;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;

/** Checks every signature of the evidence again, whether the city runs or not. */
@Command(
        name = "verify-evidence",
        mixinStandardHelpOptions = true,
        description =
                "Kiểm tra lại chữ ký của mọi chứng cứ đã lưu. / Checks every signature of the stored evidence again, with the keys of today and the retired ones. Exit 0 when all hold, 1 with each row that does not.")
final class VerifyEvidenceCommand implements Callable<Integer> {
    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Override
    public Integer call() {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path file = config.resolve("gateway.yaml");
        var settings = GatewaySettings.read(file);
        var retired = RetiredKeys.read(file);
        var external = settings.database();
        if (external != null) {
            return verify(settings, retired, external.settings(), out);
        }
        Path home = settings.dataFolder().resolve("postgresql");
        String database = City.databaseName(settings);
        var running = LocalPostgres.running(home, database);
        if (running.isPresent()) {
            return verify(settings, retired, running.get(), out);
        }
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException("Chưa có dữ liệu ở " + home + ". / There are no data in " + home + ".");
        }
        try (LocalPostgres local = LocalPostgres.start(home, out::println)) {
            return verify(settings, retired, local.settings(database), out);
        }
    }

    static int verify(GatewaySettings settings, RetiredKeys retired, DbSettings database, PrintStream out) {
        VerifyEvidence.Answer answer;
        try (Db db = Db.open(database.withPoolSize(1))) {
            answer = VerifyEvidence.check(db, settings, retired);
        }
        out.println("Chứng cứ / evidence    " + database.jdbcUrl());
        out.printf("%-24s %12s %12s %12s%n", "", "đúng/verified", "không ký/not signed", "SAI/WRONG");
        for (VerifyEvidence.Count count : answer.counts()) {
            out.printf("%-24s %12d %12d %12d%n", count.kind(), count.verified(), count.notSigned(), count.wrong());
        }
        answer.notSigned().forEach((why, rows) -> out.println("  không ký / not signed: " + rows + "  " + why));
        if (answer.holds()) {
            out.println("ĐÚNG / HOLDS: mọi chữ ký đều đúng. / Every signature holds.");
            return 0;
        }
        for (VerifyEvidence.Fault fault : answer.faults()) {
            out.println("SAI / WRONG  " + fault.kind() + "  " + fault.id() + "  " + fault.receivedAt());
            out.println("  " + fault.why());
        }
        return 1;
    }
}
