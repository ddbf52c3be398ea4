package vn.phigate.gateway.platform.db;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs from the jar on the class path (zonky's builds: the server, initdb and pg_ctl), unpacked once
 * per version into a folder that several PhiGates share.
 */
final class PostgresBinaries {

    private static final Pattern VERSION = Pattern.compile("-(\\d+\\.[\\d.]*\\d)\\.jar!");

    private PostgresBinaries() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}; unpacks into {@code parent} when it is not there. */
    static Path in(Path parent, Consumer<String> progress) throws IOException {
        URL archive = archive();
        Matcher inName = VERSION.matcher(archive.toString());
        String version = inName.find() ? inName.group(1) : "server";
        Path home = parent.resolve("postgresql-" + version + "-" + fingerprint(archive));
        if (!Files.isDirectory(home)) {
            progress.accept("Unpacking PostgreSQL " + version + " into " + home + " (once) …");
            Files.createDirectories(parent);
            Path partial = Files.createTempDirectory(parent, "unpacking-");
            try {
                unpack(archive, partial);
                open(partial, true);
                Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Another PhiGate may have been quicker; its folder is as complete as ours.
                if (!Files.isDirectory(home)) {
                    throw e;
                }
            } finally {
                deleteTree(partial);
            }
        }
        return home;
    }

    private static URL archive() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "postgres-" + system + "-" + machine + ".txz";
        URL found = PostgresBinaries.class.getClassLoader().getResource(name);
        if (found == null) {
            throw new IllegalStateException("PhiGate was built without PostgreSQL for this machine (" + name
                    + "): build it here, or give it a PostgreSQL of your own");
        }
        return found;
    }

    /** Tells two builds of one version apart without reading the archive: the jar knows the checksum already. */
    private static String fingerprint(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        long mark = connection instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : connection.getContentLengthLong();
        return Long.toHexString(mark);
    }

    private static void unpack(URL archive, Path target) throws IOException {
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(target, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    } else if (entry.isLink()) {
                        Files.createLink(path, inside(target, entry.getLinkName()));
                    } else {
                        Files.copy(tar, path);
                        open(path, (entry.getMode() & 0100) != 0);
                    }
                }
            }
        }
        try (Stream<Path> all = Files.walk(target)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                open(each, true);
            }
        }
    }

    private static Path inside(Path target, String name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("The archive reaches out of its folder: " + name);
        }
        return path;
    }

    /** Readable for everybody, whatever the umask: the server may run as another user than we do. */
    private static void open(Path path, boolean executable) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
