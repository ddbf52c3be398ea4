package vn.phigate.gateway.platform.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers, as a value: it is sent only after the transaction that made it is committed.
 *
 * @param status HTTP status
 * @param contentType with its charset; empty for no body
 * @param headers further headers
 * @param events feeds the stream that takes the body's place; null for a body
 */
public record Reply(
        int status, String contentType, byte[] body, Map<String, String> headers, EventStream.@Nullable Feed events) {
    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";
    public static final String HTML = "text/html; charset=utf-8";

    public Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    public static Reply ok(Object value) {
        return json(200, value);
    }

    /**
     * One page of a list, with where the next begins.
     *
     * @param found one item more than {@code limit}, when there are more
     */
    public static <T> Reply page(List<T> found, int limit, Function<T, ?> cursor, Function<T, ?> view) {
        return ok(pageOf(found, limit, cursor, view));
    }

    /** As {@link #page}, for whoever says more beside it. */
    public static <T> Map<String, @Nullable Object> pageOf(
            List<T> found, int limit, Function<T, ?> cursor, Function<T, ?> view) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("items", shown.stream().map(view).toList());
        page.put("next", more ? String.valueOf(cursor.apply(shown.getLast())) : null);
        return page;
    }

    /** All of a list that is never long, as its only page. */
    public static Map<String, @Nullable Object> whole(List<?> found) {
        return pageOf(found, Integer.MAX_VALUE, item -> item, item -> item);
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

    /** A stream of events that stays open; 503 in its place when too many are. */
    public static Reply events(EventStream.Feed feed) {
        // Proxies that collect a reply before they pass it on would hold the news back (nginx reads this header).
        return new Reply(200, EventStreams.TYPE, new byte[0], Map.of("X-Accel-Buffering", "no"), feed);
    }

    /** 204: to a stream's client, that nothing more will come and it need not ask again (WHATWG HTML, section 9.2.3). */
    public static Reply nothingMore() {
        return new Reply(204, "", new byte[0], Map.of());
    }

    /** 303: the browser asks for the address with GET, so that a reload sends nothing twice. */
    public static Reply seeOther(String location) {
        return new Reply(303, "", new byte[0], Map.of("Location", location));
    }

    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more, events);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
