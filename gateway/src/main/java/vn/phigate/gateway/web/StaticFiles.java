package vn.phigate.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.signing.Sha256;

/** The style, script and icon of the pages: a fixed list, read once. Nothing else of the class path can be asked for. */
public final class StaticFiles {
    private static final Map<String, StaticFile> FILES = List.of("phigate.css", "page.js", "favicon.svg").stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, StaticFile::read));
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ONE_HOUR = "public, max-age=3600";

    private StaticFiles() {}

    private record StaticFile(String contentType, byte[] content, String version) {
        static StaticFile read(String name) {
            try (var in = Objects.requireNonNull(StaticFiles.class.getResourceAsStream("/static/" + name), name)) {
                byte[] content = in.readAllBytes();
                String hash = Sha256.hex(content);
                return new StaticFile(type(name), content, hash.substring(0, 16));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String type(String name) {
            return switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "css" -> "text/css; charset=utf-8";
                case "js" -> "text/javascript; charset=utf-8";
                case "svg" -> "image/svg+xml";
                default -> throw new IllegalArgumentException("no content type for " + name);
            };
        }
    }

    /** Address of a file, with its version: a changed file has another address, so that any copy may be kept for ever. */
    public static String address(String name) {
        return "/static/" + name + "?v=" + Objects.requireNonNull(FILES.get(name), name).version;
    }

    public static void routes(Web web) {
        web.get("/static/{file}", Access.PUBLIC, request -> send(request, request.pathParameter("file")));
        web.get("/favicon.ico", Access.PUBLIC, request -> send(request, "favicon.svg"));
    }

    private static Reply send(Request request, String name) {
        StaticFile file = FILES.get(name);
        if (file == null) {
            throw HttpProblem.NOT_FOUND.refusal();
        }
        String tag = '"' + file.version + '"';
        boolean same = request.header("If-None-Match")
                .map(known -> known.contains(tag))
                .orElse(false);
        boolean versioned = request.query("v").map(file.version::equals).orElse(false);
        Reply reply = same ? new Reply(304, "", new byte[0], Map.of()) : Reply.bytes(file.contentType, file.content);
        return reply.with("ETag", tag).with("Cache-Control", versioned ? FOR_EVER : ONE_HOUR);
    }
}
