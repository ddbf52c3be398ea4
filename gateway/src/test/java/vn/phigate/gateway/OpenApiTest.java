package vn.phigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.OpenApi;
import vn.phigate.gateway.platform.http.ProblemType;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.DocumentedRoutes;

/** The contract that is served is the contract that is kept. */
@Database
class OpenApiTest {
    private static final Pattern PAGES = Pattern.compile(
            "/|/verify|/check-account|/accessibility|/favicon.ico|/(desk|receipt-corrections|fees|coverage|income|d|p|static|registry|sign-in|sign-out|cases|refunds|ledger)(/.*)?");
    private static final Pattern CODE =
            Pattern.compile("`([a-z]+(?:_[a-z]+)+|unauthenticated|forbidden|internal|unavailable)`");

    private final JsonNode document = new OpenApi().document();

    @Test
    void documentAndRoutesAgree_whenGatewayServes(Db db, @TempDir Path data) throws Exception {
        try (var gateway = new Gateway(settings(data), db, new CityClock(InstantSource.system())).start()) {
            assertThat(DocumentedRoutes.differences(
                            document,
                            "http://localhost:8080",
                            gateway.routes(),
                            path -> PAGES.matcher(path).matches()))
                    .isEmpty();
            assertThat(get(gateway.port(), "application/json").body())
                    .isEqualTo(new String(Json.bytes(document), StandardCharsets.UTF_8));
            assertThat(get(gateway.port(), "*/*").body()).startsWith("openapi: 3.1.0");
            assertThat(get(gateway.port(), "*/*").headers().firstValue("Content-Type"))
                    .contains("application/yaml");
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var dangling = new ArrayList<String>();
        document.findValuesAsText("$ref").stream()
                .filter(ref -> document.at(ref.substring(1)).isMissingNode())
                .forEach(dangling::add);
        assertThat(dangling).isEmpty();
    }

    @Test
    void everyRefusalOfTheGatewayIsDocumented() {
        assertThat(documentedCodes()).containsAll(codesIn("vn.phigate.gateway"));
    }

    @Test
    void operationsNameOnlyKnownCodes() {
        var unknown = new TreeSet<String>();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> {
                            if (response.getValue().path("$ref").asText().endsWith("/Problem")) {
                                var matcher = CODE.matcher(
                                        response.getValue().path("description").asText());
                                matcher.results()
                                        .map(m -> m.group(1))
                                        .filter(code -> !documentedCodes().contains(code))
                                        .forEach(unknown::add);
                            }
                        })));
        unknown.removeAll(List.of("payment_id", "current_status"));
        assertThat(unknown).isEmpty();
    }

    private List<String> documentedCodes() {
        var codes = new ArrayList<String>();
        document.at("/components/schemas/ProblemCode/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    private static TreeSet<String> codesIn(String basePackage) {
        var codes = new TreeSet<String>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(basePackage)) {
            if (type.isEnum() && type.isAssignableTo(ProblemType.class)) {
                for (Object constant : type.reflect().getEnumConstants()) {
                    codes.add(((ProblemType) constant).code());
                }
            }
        }
        assertThat(codes).hasSizeGreaterThan(20);
        return codes;
    }

    private static GatewaySettings settings(Path data) {
        Path file = Path.of(System.getProperty("phigate.root", "..")).resolve("config/gateway.yaml");
        return GatewaySettings.read(
                file, Map.of("PHIGATE_GATEWAY_HTTP_PORT", "0", "PHIGATE_GATEWAY_DATA_FOLDER", data.toString()));
    }

    private static HttpResponse<String> get(int port, String accept) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openapi"))
                    .header("Accept", accept)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
