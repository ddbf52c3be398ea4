package vn.phigate.gateway.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs are run. They refuse to run as root; so under root they run in a user namespace of their
 * own, in which root is nobody in particular and its files stay its own, or, where that is forbidden (many containers),
 * as the user who owns the data, which is {@code nobody} when it is new.
 *
 * @param prefix words put before every command
 * @param uid who owns the server's files: {@link #OURSELVES}, or another user than we are
 */
record ServerAccount(List<String> prefix, int uid, Path home) {

    private static final int OURSELVES = -1;
    private static final int NOBODY = 65_534;

    /** Chooses for the data in {@code home}, and says what to do where there is no way. */
    static ServerAccount of(Path home, Path data) throws IOException {
        if (!home.getFileSystem().supportedFileAttributeViews().contains("unix") || ourUid(home) != 0) {
            return new ServerAccount(List.of(), OURSELVES, home);
        }
        int owner = Files.exists(data) ? uid(data) : 0;
        ServerAccount namespace = new ServerAccount(List.of("unshare", "-U"), OURSELVES, home);
        if (owner == 0 && namespace.works()) {
            return namespace;
        }
        int uid = owner == 0 ? NOBODY : owner;
        List<List<String>> ways = List.of(
                List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"),
                List.of("chroot", "--userspec=" + uid + ":" + uid, "--groups=", "/"));
        for (List<String> prefix : ways) {
            ServerAccount other = new ServerAccount(prefix, uid, home);
            if (other.works()) {
                other.take(data);
                return other;
            }
        }
        throw new IllegalStateException(
                "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' nor"
                        + " 'chroot --userspec' works here: start PhiGate as an ordinary user, or give it a PostgreSQL of your own");
    }

    /** Whether the server, as this account, can read the path. */
    boolean reaches(Path path) {
        return uid == OURSELVES || answers("test", "-x", path.toString());
    }

    /** Lets the account own the path and all that lies in it. */
    void own(Path path) throws IOException {
        if (uid != OURSELVES) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.toList()) {
                    Files.setAttribute(each, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    /** Runs a program to its end. @throws IllegalStateException with the program's own words when it fails */
    void run(Duration limit, List<String> command) throws IOException {
        // Into a file: a server started by pg_ctl could hold the other end of a pipe open for ever.
        Path output = Files.createTempFile("phigate-postgres-", ".out");
        try {
            Process process = process(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!finished(process, limit) || process.exitValue() != 0) {
                throw new IllegalStateException(Path.of(command.getFirst()).getFileName() + " failed: "
                        + Files.readString(output).strip());
            }
        } finally {
            Files.delete(output);
        }
    }

    private void take(Path data) throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        if (!reaches(home)) {
            throw new IllegalStateException("PostgreSQL does not run as root but as user " + uid + ", who cannot reach "
                    + home + ": choose a data directory under a folder open to all (for example /var/lib/phigate), or"
                    + " start PhiGate as an ordinary user");
        }
        if (Files.exists(data) && uid(data) != uid) {
            own(data);
        }
    }

    private boolean works() {
        return answers("true");
    }

    private boolean answers(String... command) {
        try {
            Process process = process(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return finished(process, Duration.ofSeconds(10)) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // the program of the prefix is not installed
        }
    }

    private ProcessBuilder process(List<String> command) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).directory(home.toFile());
        // Settings of another PostgreSQL on this machine, and translated messages, are kept out.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static boolean finished(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    private static int ourUid(Path home) throws IOException {
        Path probe = Files.createTempFile(home, "owner-", "");
        try {
            return uid(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
