package vn.phigate.gateway.platform.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a handler answers, as a value: it is sent only after the transaction that made it is committed.
 *
 * @param status HTTP status
 * @param contentType with its charset; empty for no body
 * @param headers further headers
 */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";
    public static final String HTML = "text/html; charset=utf-8";

    public static Reply ok(Object value) {
        return json(200, value);
    }

    public static Reply created(Object value) {
        return json(201, value);
    }

    public static Reply json(int status, Object value) {
        return new Reply(status, JSON, Json.bytes(value), Map.of());
    }

    public static Reply html(int status, byte[] utf8) {
        return new Reply(status, HTML, utf8, Map.of());
    }

    public static Reply bytes(String contentType, byte[] body) {
        return new Reply(200, contentType, body, Map.of());
    }

    /** 303: the browser asks for the address with GET, so that a reload sends nothing twice. */
    public static Reply seeOther(String location) {
        return new Reply(303, "", new byte[0], Map.of("Location", location));
    }

    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
