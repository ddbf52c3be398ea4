package vn.phigate.gateway.platform.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request as the handlers see it: bounded, decoded once, with its caller and language. */
public final class Request {
    private static final int FILENAME_CHARACTERS_MAX = 255;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final ServerRequest inner;
    private final int maxBodyBytes;
    private final @Nullable String clientAddressHeader;
    private @Nullable Caller caller;
    private byte @Nullable [] body;
    private boolean brokenOff;

    Request(ServerRequest inner, HttpSettings settings) {
        this.inner = inner;
        this.maxBodyBytes = settings.maxBodyBytes();
        // A stated length within the limit is thrown away by the server; chunks may go on for ever.
        this.brokenOff = inner.headers().contains(HeaderNames.TRANSFER_ENCODING);
        this.clientAddressHeader = settings.clientAddressHeader();
    }

    public String method() {
        return inner.prologue().method().text();
    }

    /** The decoded path without query. */
    public String path() {
        return inner.path().path();
    }

    /** Path and query as they were sent, without the choice of a language: where to come back to. */
    public String address() {
        String query = rawQuery().replaceAll("(^|&)lang=[^&]*", "").replaceAll("^&", "");
        return inner.prologue().uriPath().rawPath() + (query.isEmpty() ? "" : "?" + query);
    }

    public String pathParameter(String name) {
        return inner.path().pathParameters().get(name);
    }

    /** The query exactly as it was sent, without the question mark; empty when there is none. Signatures are checked over this. */
    public String rawQuery() {
        String raw = inner.query().rawValue();
        return raw == null ? "" : raw;
    }

    /** The one value of a query parameter; a doubled parameter is refused, because two readers might pick two different ones. */
    public Optional<String> query(String name) {
        var values = new ArrayList<String>();
        for (String pair : rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (decode(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        if (values.size() > 1) {
            throw HttpProblem.field(
                    name, values, "tham số xuất hiện nhiều lần.", "the parameter is given more than once.");
        }
        return values.isEmpty() || values.getFirst().isBlank()
                ? Optional.empty()
                : Optional.of(values.getFirst().strip());
    }

    /** The {@code {id}} of the path. @throws Refusal {@code invalid_field} unless it is a UUID */
    public UUID pathId() {
        return Given.uuid("id", pathParameter("id"));
    }

    /** A query parameter that is an identifier. @throws Refusal {@code invalid_field} unless it is a UUID */
    public Optional<UUID> queryId(String name) {
        return query(name).map(text -> Given.uuid(name, text));
    }

    public String requiredQuery(String name) {
        return query(name)
                .orElseThrow(() -> HttpProblem.field(name, "", "cần có tham số này.", "the parameter is needed."));
    }

    /** The name that people gave an uploaded file, from the query; for people, never looked at. @throws Refusal {@code invalid_field} over 255 characters, or with control characters */
    public String filename() {
        String name = requiredQuery("filename");
        if (name.length() > FILENAME_CHARACTERS_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw HttpProblem.field(
                    "filename",
                    name,
                    "cần tên tệp tối đa 255 ký tự.",
                    "a file name of at most 255 characters is needed.");
        }
        return name;
    }

    public Optional<Instant> queryInstant(String name) {
        return query(name)
                .map(text -> StrictText.instant(text.length() == 10 ? text + "T00:00:00+07:00" : text.replace(' ', '+'))
                        .orElseThrow(() -> HttpProblem.field(
                                name,
                                text,
                                "cần thời điểm ISO-8601 trong các năm 1900–2200, ví dụ 2025-07-17T08:00:00Z.",
                                "an ISO-8601 instant of the years 1900–2200 is needed, e.g. 2025-07-17T08:00:00Z.")));
    }

    public Optional<LocalDate> queryDate(String name) {
        return query(name)
                .map(text -> StrictText.day(text)
                        .orElseThrow(() -> HttpProblem.field(
                                name,
                                text,
                                "cần ngày dạng năm-tháng-ngày trong các năm 1900–2200, ví dụ 2025-07-17.",
                                "a date as year-month-day of the years 1900–2200 is needed, e.g. 2025-07-17.")));
    }

    /** A page size between 1 and {@code most}; {@code usual} when not given. */
    public int queryLimit(int usual, int most) {
        return query("limit")
                .map(text -> {
                    try {
                        int limit = Integer.parseInt(text);
                        if (limit >= 1 && limit <= most) {
                            return limit;
                        }
                    } catch (NumberFormatException e) {
                        throw limitRefused(text, most);
                    }
                    throw limitRefused(text, most);
                })
                .orElse(usual);
    }

    private static Refusal limitRefused(String text, int most) {
        return HttpProblem.field(
                "limit",
                text,
                "cần số nguyên từ 1 đến " + most + ".",
                "a whole number from 1 to " + most + " is needed.");
    }

    public Optional<String> header(String name) {
        return inner.headers()
                .first(HeaderNames.create(name))
                .map(String::strip)
                .filter(v -> !v.isEmpty());
    }

    /** All values of a header line by line, for checks that must see doubled headers. */
    List<String> headerLines(String name) {
        return inner.headers().all(HeaderNames.create(name), List::of);
    }

    public Optional<String> cookie(String name) {
        for (String line : headerLines("Cookie")) {
            for (String part : line.split(";")) {
                int equals = part.indexOf('=');
                if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
                    return Optional.of(part.substring(equals + 1).strip());
                }
            }
        }
        return Optional.empty();
    }

    /** Never refuses: what is wrong with a query is for its reader to say, in his own words. */
    public Language language() {
        return Language.of(
                chosenLanguage().or(() -> cookie("lang")).orElse(null),
                header("Accept-Language").orElse(null));
    }

    private Optional<String> chosenLanguage() {
        try {
            return query("lang");
        } catch (Refusal unreadable) {
            return Optional.empty();
        }
    }

    /** As {@link #language}, where a doubled parameter must not fail. */
    Language languageOrDefault() {
        try {
            return language();
        } catch (Refusal doubled) {
            return Language.VI;
        }
    }

    /** True when a browser asks for a page to show; programs ask for JSON or for anything. */
    public boolean wantsPage() {
        return header("Accept").map(accept -> accept.contains("text/html")).orElse(false);
    }

    /** Proof that a page of this very site sent the request: fetch metadata where the browser sends it, else its Origin. */
    boolean fromOwnPage() {
        var site = header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return site.get().equals("same-origin") || site.get().equals("none");
        }
        return header("Origin")
                .flatMap(origin -> header("Host")
                        .map(host -> origin.replaceFirst("^https?://", "").equals(host)))
                .orElse(false);
    }

    /** True when the browser says that another site sent the request; a program, which says neither, is believed. */
    public boolean fromAnotherSite() {
        return (header("Sec-Fetch-Site").isPresent() || header("Origin").isPresent()) && !fromOwnPage();
    }

    /** The address of the client: the peer that opened the connection, or whom the proxy in front names when there is one. */
    public String peerAddress() {
        String header = clientAddressHeader;
        List<String> lines = header == null ? List.of() : headerLines(header);
        if (!lines.isEmpty()) {
            String line = lines.getLast();
            String last = line.substring(line.lastIndexOf(',') + 1).strip();
            if (ADDRESS.matcher(last).matches()) {
                return last;
            }
        }
        var address = inner.remotePeer().address();
        if (address instanceof java.net.InetSocketAddress internet && internet.getAddress() != null) {
            return internet.getAddress().getHostAddress();
        }
        return "127.0.0.1";
    }

    /** The body as sent, at most the server's limit; longer ones are refused before they are read whole. */
    public byte[] body() {
        byte[] read = body;
        if (read == null) {
            read = readBounded(maxBodyBytes);
            body = read;
        }
        return read;
    }

    /** The body as a stream for uploads of at most {@code maxBytes}; may be taken once instead of {@link #body()}. */
    public byte[] upload(int maxBytes) {
        byte[] read = body;
        if (read == null) {
            read = readBounded(maxBytes);
            body = read;
        }
        return read;
    }

    /**
     * The body written to a file, for uploads too large for memory; in place of {@link #body()}.
     *
     * @return its length in bytes
     * @throws Refusal 413 when it is longer than {@code maxBytes}; what was written by then is the caller's to delete
     */
    public long uploadTo(Path file, int maxBytes) {
        return reading(maxBytes, in -> {
            long total = 0;
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[64 * 1024];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    total += count;
                    if (total > maxBytes) {
                        throw tooLarge(maxBytes);
                    }
                    out.write(buffer, 0, count);
                }
            }
            return total;
        });
    }

    private byte[] readBounded(int limit) {
        return reading(limit, in -> {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(limit);
            }
            return bytes;
        });
    }

    private interface BodyReader<T> {
        T read(InputStream in) throws IOException;
    }

    private <T> T reading(int limit, BodyReader<T> reader) {
        try {
            if (!inner.content().hasEntity()) {
                return reader.read(InputStream.nullInputStream());
            }
            brokenOff = true;
            if (inner.headers().contentLength().orElse(0) > limit) {
                throw tooLarge(limit);
            }
            T read = reader.read(inner.content().inputStream());
            brokenOff = false;
            return read;
        } catch (RequestException | IllegalArgumentException e) {
            throw HttpProblem.MALFORMED_REQUEST.refusal();
        } catch (ServerConnectionException
                | DataReader.InsufficientDataAvailableException
                | UncheckedIOException
                | IOException e) {
            throw new CloseConnectionException("the request stopped arriving", e);
        }
    }

    static Refusal tooLarge(int limit) {
        return HttpProblem.PAYLOAD_TOO_LARGE.refusal(
                "Nội dung lớn hơn " + limit + " byte.", "The body is larger than " + limit + " bytes.");
    }

    /** Whether a body was not read to its end: then nobody knows where on the connection the next request begins. */
    boolean brokenOff() {
        return brokenOff;
    }

    /** The body read as JSON into a record; a refusal names the field and the place. */
    public <T> T json(Class<T> type) {
        return Json.read(body(), type);
    }

    /** The fields of an HTML form; a doubled field is refused. */
    public Map<String, String> form() {
        var fields = new LinkedHashMap<String, String>();
        String text = new String(body(), StandardCharsets.UTF_8);
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (fields.put(name, value.strip()) != null) {
                throw HttpProblem.field(
                        name, value, "trường xuất hiện nhiều lần.", "the field is given more than once.");
            }
        }
        return fields;
    }

    private static String decode(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.MALFORMED_REQUEST.refusal("Mã hóa % không hợp lệ.", "Percent-encoding is not valid.");
        }
        if (!StrictText.storable(decoded)) {
            throw HttpProblem.MALFORMED_REQUEST.refusal(
                    "Không nhận ký tự U+0000.", "The character U+0000 is not taken.");
        }
        return decoded;
    }

    /** The caller of a route that is not public. */
    public Caller caller() {
        Caller known = caller;
        if (known == null) {
            throw HttpProblem.UNAUTHENTICATED.refusal();
        }
        return known;
    }

    public Optional<Caller> callerIfKnown() {
        return Optional.ofNullable(caller);
    }

    void calledBy(@Nullable Caller who) {
        this.caller = who;
    }
}
