package vn.phigate.verifyday;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The parts of an exported day: an archive that is written in one way only, so that not a byte of it can differ unseen. */
final class Bundle {
    static final String MANIFEST = "manifest.sha256";
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final int MOST_PARTS = 1_000;

    private final Map<String, byte[]> parts;

    private Bundle(Map<String, byte[]> parts) {
        this.parts = parts;
    }

    /** @throws IllegalArgumentException when it is no such archive, with the first place that differs */
    static Bundle read(byte[] archive) {
        Map<String, byte[]> parts = new TreeMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (parts.size() >= MOST_PARTS || parts.put(entry.getName(), zip.readAllBytes()) != null) {
                    throw new IllegalArgumentException("archive: too many parts, or one twice: " + entry.getName());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("archive: " + e.getMessage(), e);
        }
        var bundle = new Bundle(parts);
        if (!parts.containsKey(MANIFEST)) {
            throw new IllegalArgumentException("archive: it has no " + MANIFEST);
        }
        return bundle;
    }

    /** Where the archive differs from the one way to write its parts; -1 when nowhere. */
    int differsAt(byte[] archive) {
        return Arrays.mismatch(archive, write(parts));
    }

    /** Stored, sorted, without time: the same parts are the same bytes. */
    static byte[] write(Map<String, byte[]> parts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : new TreeMap<>(parts).entrySet()) {
                var crc = new CRC32();
                crc.update(part.getValue());
                var entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(NO_TIME);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(part.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Map<String, byte[]> parts() {
        return parts;
    }

    byte[] part(String name) {
        byte[] part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("archive: it has no " + name);
        }
        return part;
    }

    String text(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(part(name)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not UTF-8", e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
