package vn.phigate.gateway.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The outside contract of both services, written by hand in {@code openapi.yaml} and held true by a test that walks the routes. */
public final class OpenApi {
    /** RFC 9512. */
    private static final String YAML = "application/yaml";

    private final byte[] yaml;
    private final byte[] json;

    public OpenApi() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not on the class path");
            }
            yaml = in.readAllBytes();
            json = Json.bytes(document(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as a tree. */
    public JsonNode document() {
        try {
            return document(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document(byte[] yaml) throws IOException {
        return new YAMLMapper().readTree(yaml);
    }

    /** YAML, as it is written; JSON for who asks for it. */
    public void routes(Web web) {
        web.get("/openapi", Access.PUBLIC, request -> {
            boolean asksForJson =
                    request.header("Accept").map(a -> a.contains("json")).orElse(false);
            return (asksForJson ? Reply.bytes(Reply.JSON, json) : Reply.bytes(YAML, yaml))
                    .with("Vary", "Accept")
                    .with("Cache-Control", "public, max-age=300");
        });
    }
}
