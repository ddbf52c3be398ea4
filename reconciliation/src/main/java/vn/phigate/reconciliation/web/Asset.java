package vn.phigate.reconciliation.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** A file beside these pages, under an address with its version: a changed file has another, so that any copy may be kept for ever. */
final class Asset {
    private final String path;
    private final String type;
    private final byte[] content;
    private final String version;

    Asset(String path, String name, String type) {
        this.path = path;
        this.type = type;
        try (var in = Objects.requireNonNull(Asset.class.getResourceAsStream(name), name + " is part of the build")) {
            this.content = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var crc = new CRC32();
        crc.update(content);
        crc.update(String.valueOf(content.length).getBytes(StandardCharsets.US_ASCII));
        this.version = Long.toHexString(crc.getValue());
    }

    String address() {
        return path + "?v=" + version;
    }

    Reply send(Request request) {
        boolean current = request.query("v").map(version::equals).orElse(false);
        return Reply.bytes(type, content)
                .with("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
    }
}
