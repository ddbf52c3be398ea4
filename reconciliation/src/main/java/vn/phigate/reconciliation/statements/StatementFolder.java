package vn.phigate.reconciliation.statements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;

/**
 * A folder that files are dropped into. One that has kept its size over two looks is taken in, then moved to {@code done/}, or to {@code refused/} with the reason beside
 * it, for people ({@code .txt}) and programs ({@code .json}). A crash between the two is harmless, for the same bytes are booked once. One look at a file at a time, over
 * all processes, by a lock in the database. Nothing is ever deleted or overwritten, no link is followed, no path leads out of the folder.
 */
public final class StatementFolder {
    /** Who took the file in. */
    public static final String BY = "folder";

    private static final Logger LOG = LoggerFactory.getLogger(StatementFolder.class);
    private static final String TRY_LOCK = "select pg_try_advisory_lock(hashtextextended('statement-folder', 8081))";
    private static final String UNLOCK = "select pg_advisory_unlock(hashtextextended('statement-folder', 8081))";
    /** Names that programs give to files which are not whole yet. */
    private static final Set<String> PARTIAL =
            Set.of("part", "partial", "tmp", "temp", "crdownload", "filepart", "download", "swp");

    private final Path folder;
    private final Path done;
    private final Path refused;
    private final Db db;
    private final Statements statements;
    private final OtherFiles others;
    private final InstantSource clock;
    private final Map<Path, Look> seen = new HashMap<>();
    private final Set<Path> links = new HashSet<>();

    private record Look(long size, FileTime modifiedAt) {}

    /** Why a file was refused. */
    private record Why(String code, String vi, String en, List<Finding> findings) {}

    /** Files that are no statements and may be dropped here all the same, such as settlement files of providers. */
    public interface OtherFiles {
        /** Whether the content is one of these, by its first rows. */
        boolean recognises(byte[] content);

        /**
         * Takes it in.
         *
         * @return why nothing of it was taken; empty when something was
         * @throws Refusal when it cannot be read
         */
        List<Finding> take(Tx tx, String filename, byte[] content, String by);
    }

    /** @param folder is made when it is not there, with its two inner folders */
    public StatementFolder(Path folder, Db db, Statements statements, OtherFiles others, InstantSource clock) {
        this.others = others;
        this.db = db;
        this.statements = statements;
        this.clock = clock;
        try {
            this.folder = Files.createDirectories(folder).toRealPath();
            this.done = inner("done");
            this.refused = inner("refused");
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of statements " + folder + " cannot be used", e);
        }
    }

    private Path inner(String name) throws IOException {
        Path inner = folder.resolve(name);
        if (!Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(inner);
        }
        return inner;
    }

    /** Looks once; a file is taken in at the second look that finds it unchanged. @return how many files were taken in or refused */
    public synchronized int look() {
        Map<Path, Look> now = new LinkedHashMap<>();
        var whole = new LinkedHashMap<Path, Look>();
        for (Path file : files()) {
            Look look = lookAt(file);
            if (look != null) {
                now.put(file, look);
                if (look.equals(seen.get(file))) {
                    whole.put(file, look);
                }
            }
        }
        int moved = whole.isEmpty() ? 0 : alone(whole, now);
        seen.clear();
        seen.putAll(now);
        return moved;
    }

    /** Under a lock of the session, so that a file is booked and moved before anybody else looks at it; it ends with this process at the latest. */
    private int alone(Map<Path, Look> whole, Map<Path, Look> now) {
        try (Connection connection = db.dataSource().getConnection();
                Statement lock = connection.createStatement()) {
            try (ResultSet got = lock.executeQuery(TRY_LOCK)) {
                if (!got.next() || !got.getBoolean(1)) {
                    return 0;
                }
            }
            try {
                return takeIn(whole, now);
            } finally {
                lock.execute(UNLOCK);
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private int takeIn(Map<Path, Look> whole, Map<Path, Look> now) {
        int moved = 0;
        for (Map.Entry<Path, Look> file : whole.entrySet()) {
            if (takeIn(file.getKey(), file.getValue())) {
                now.remove(file.getKey());
                moved++;
            }
        }
        return moved;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(StatementFolder::isWhole).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }

    private static boolean isWhole(Path file) {
        String name = file.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && !name.endsWith("~") && !PARTIAL.contains(ending);
    }

    /** Null for what is no plain file. */
    private @Nullable Look lookAt(Path file) {
        try {
            var is = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (is.isSymbolicLink() && links.add(file)) {
                LOG.warn("{} is a link and stays where it is", file.getFileName());
            }
            return is.isRegularFile() ? new Look(is.size(), is.lastModifiedTime()) : null;
        } catch (IOException e) {
            LOG.debug("{} went away", file.getFileName(), e);
            return null;
        }
    }

    /** @return false when it is to be looked at again */
    private boolean takeIn(Path file, Look look) {
        try {
            if (look.size > StatementsApi.UPLOAD_BYTES_MAX) {
                return refuse(
                        file,
                        new Why(
                                "payload_too_large",
                                "Tệp lớn hơn " + StatementsApi.UPLOAD_BYTES_MAX + " byte.",
                                "The file is larger than " + StatementsApi.UPLOAD_BYTES_MAX + " bytes.",
                                List.of()));
            }
            byte[] content = read(file, look);
            if (content == null) {
                return false;
            }
            Why why = book(file, content);
            return why == null ? move(file, done) != null : refuse(file, why);
        } catch (NoSuchFileException e) {
            LOG.info("{} was taken away", file.getFileName());
            return false;
        } catch (IOException e) {
            LOG.error("{} cannot be read or moved, and stays where it is", file.getFileName(), e);
            return false;
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{} could not be taken in, and stays where it is", file.getFileName(), e);
            return false;
        }
    }

    /** Null when it changed meanwhile. A link in its place is not opened. */
    private byte @Nullable [] read(Path file, Look look) throws IOException {
        var content = ByteBuffer.allocate((int) look.size + 1);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // Until the end, or one byte more than there was.
            }
        }
        boolean same = content.position() == look.size && look.equals(lookAt(file));
        return same ? Arrays.copyOf(content.array(), content.position()) : null;
    }

    /** In a transaction of its own, over before the file moves. @return null when at least one statement of it is in the books */
    private @Nullable Why book(Path file, byte[] content) {
        try {
            if (others.recognises(content)) {
                List<Finding> left = db.inTransaction(
                        tx -> others.take(tx, shown(file.getFileName().toString()), content, BY));
                return left.isEmpty()
                        ? null
                        : new Why(
                                "nothing_booked",
                                "Đã nhận tệp nhưng không nhận được lô quyết toán nào.",
                                "The file was received, but no settlement batch of it could be taken.",
                                left);
            }
            StatementFile taken = db.inTransaction(
                            tx -> statements.take(tx, shown(file.getFileName().toString()), content, BY))
                    .file();
            if (!taken.statements().isEmpty()) {
                return null;
            }
            return new Why(
                    "nothing_booked",
                    "Đã nhận tệp nhưng không ghi sổ được sao kê nào.",
                    "The file was received, but no statement of it could be booked.",
                    taken.findings().stream().map(f -> f.finding()).toList());
        } catch (Refusal refusal) {
            return new Why(
                    refusal.type().code(),
                    refusal.detail(Language.VI),
                    refusal.detail(Language.EN),
                    others.recognises(content)
                            ? List.of()
                            : statements.preview(content).findings());
        }
    }

    private static String shown(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 255 ? clean.substring(clean.length() - 255) : clean;
    }

    private boolean refuse(Path file, Why why) throws IOException {
        Path to = free(refused, file.getFileName().toString());
        String name = to.getFileName().toString();
        var lines = new ArrayList<String>();
        lines.add(why.vi);
        why.findings.forEach(f -> lines.add("- " + (f.line() > 0 ? "dòng " + f.line() + ": " : "") + f.text()));
        lines.add("");
        lines.add(why.en);
        why.findings.forEach(f -> lines.add("- " + (f.line() > 0 ? "line " + f.line() + ": " : "") + f.textEn()));
        Files.write(to.resolveSibling(name + ".txt"), lines, StandardCharsets.UTF_8);
        var json = new LinkedHashMap<String, Object>();
        json.put("file", name);
        json.put("code", why.code);
        json.put("text", why.vi);
        json.put("text_en", why.en);
        json.put("refused_at", clock.instant().toString());
        json.put("findings", why.findings.stream().map(StatementsApi::view).toList());
        Files.writeString(to.resolveSibling(name + ".json"), Json.text(json), StandardCharsets.UTF_8);
        return move(file, refused) != null;
    }

    private static @Nullable Path move(Path file, Path folder) throws IOException {
        Path to = free(folder, file.getFileName().toString());
        try {
            LOG.info("{} is now in {}", file.getFileName(), folder.getFileName());
            return Files.move(file, to);
        } catch (FileAlreadyExistsException e) {
            LOG.warn("{} waits for a free name", file.getFileName(), e);
            return null;
        }
    }

    /** A name that nothing has, also no reason beside it. */
    private static Path free(Path folder, String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = dot > 0 ? name.substring(dot) : "";
        Path free = folder.resolve(name);
        for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            free = folder.resolve(stem + "." + i + ending);
        }
        return free;
    }
}
