package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.OpenApi;
import vn.phigate.gateway.platform.http.ProblemType;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.DocumentedRoutes;

/** The contract of port 8081, and of both together. */
@Database
class OpenApiTest {
    private static final Path CONFIG =
            Path.of(System.getProperty("phigate.root", "..")).resolve("config");
    private static final Pattern CONTRACT = Pattern.compile("/v1/.*|/health|/openapi");

    private final JsonNode document = new OpenApi().document();

    @Test
    void documentAndRoutesAgree(Db db, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(
                file, Files.readString(CONFIG.resolve("gateway.yaml")).replace("\"data\"", "\"" + folder + "\""));
        GatewaySettings settings = GatewaySettings.read(file);
        try (var gateway = new Gateway(settings, db, new CityClock(InstantSource.system()))) {
            var server = new ReconciliationServer(gateway, CONFIG);
            assertThat(DocumentedRoutes.differences(
                            document,
                            "http://localhost:8081",
                            server.routes(),
                            path -> !CONTRACT.matcher(path).matches()))
                    .isEmpty();
        }
    }

    @Test
    void documentedCodesAreExactlyThoseInUse() {
        var inUse = new TreeSet<String>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("vn.phigate")) {
            if (type.isEnum() && type.isAssignableTo(ProblemType.class)) {
                for (Object constant : type.reflect().getEnumConstants()) {
                    inUse.add(((ProblemType) constant).code());
                }
            }
        }
        var documented = new TreeSet<String>();
        document.at("/components/schemas/ProblemCode/enum").forEach(code -> documented.add(code.asText()));

        assertThat(documented).isEqualTo(inUse);
    }
}
