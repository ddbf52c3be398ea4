package vn.phigate.reconciliation.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** What the finance pages add to the style of the citizens' pages: wide tables, day sheets, paper. */
public final class FinanceStyle {
    private static final byte[] CSS = read();
    private static final String VERSION = version();

    private FinanceStyle() {}

    /** With its version: a changed file has another address, so that any copy may be kept for ever. */
    public static String address() {
        return "/finance.css?v=" + VERSION;
    }

    static Reply send(Request request) {
        boolean current = request.query("v").map(VERSION::equals).orElse(false);
        return Reply.bytes("text/css; charset=utf-8", CSS)
                .with("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
    }

    private static byte[] read() {
        try (var in = Objects.requireNonNull(
                FinanceStyle.class.getResourceAsStream("finance.css"), "finance.css is part of the build")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        var crc = new CRC32();
        crc.update(CSS);
        crc.update(String.valueOf(CSS.length).getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }
}
