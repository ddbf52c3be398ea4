package vn.phigate.gateway.platform.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/** Files with secrets in PEM (RFC 7468), for the service's own user alone. */
public final class OwnedFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnedFiles() {}

    /** @throws KeyRing.KeyUnusableException when others than its owner can use the file */
    public static void refuseUnlessOwned(Path file) {
        try {
            if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new KeyRing.KeyUnusableException("Others than its owner can use %s (%s). Run: chmod 600 %s"
                        .formatted(file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file));
            }
        } catch (IOException e) {
            throw new KeyRing.KeyUnusableException(file + " cannot be read", e);
        }
    }

    /**
     * Makes a file that is not there yet. Written whole under another name first and linked then: a crash or a rival start never leaves half a secret, and of two that
     * make the same file the first one wins.
     */
    public static void create(Path file, String text) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
        FileAttribute<?>[] mode = isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            System.getLogger(OwnedFiles.class.getName())
                    .log(System.Logger.Level.INFO, "another process made {0} first; its key is used", file);
        } finally {
            Files.delete(draft);
        }
    }

    /** @param type for example {@code PRIVATE KEY} */
    public static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
