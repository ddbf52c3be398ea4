package vn.phigate.gateway.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.phigate.gateway.platform.http.Authenticator;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;

/** The door to identities. */
public final class Identity implements Authenticator {
    public static final String COOKIE = "phigate_session";
    private static final Duration SESSION = Duration.ofHours(9);

    /** Published in the documentation: they open nothing but a sandbox. */
    private static final List<KnownKey> SANDBOX_KEYS = List.of(
            KnownKey.plain("sandbox-dossiers", Set.of(Role.DOSSIERS), "sk_sandbox_dossiers"),
            KnownKey.plain("sandbox-maker", Set.of(Role.MAKER), "sk_sandbox_maker"),
            KnownKey.plain("sandbox-checker", Set.of(Role.CHECKER), "sk_sandbox_checker"),
            KnownKey.plain("sandbox-admin", Set.of(Role.ADMIN), "sk_sandbox_admin"));

    private final Map<String, KnownKey> byHash = new LinkedHashMap<>();
    private final Map<String, KnownKey> byName = new LinkedHashMap<>();
    private final byte[] sessionSecret;
    private final InstantSource clock;

    /**
     * A caller's key. Only its hash is kept.
     *
     * @param sha256 lower-case hex of the SHA-256 of the key; keys are long and random, so no slow hash is needed
     */
    public record KnownKey(String name, Set<Role> roles, String sha256) {
        static KnownKey plain(String name, Set<Role> roles, String key) {
            return new KnownKey(name, roles, hash(key));
        }
    }

    /**
     * @param keys of this installation
     * @param sandbox adds the sandbox keys
     * @param secretFolder where the secret of the sessions is kept, so that a restart signs nobody out
     */
    public Identity(List<KnownKey> keys, boolean sandbox, Path secretFolder, InstantSource clock) {
        keys.forEach(this::add);
        if (sandbox) {
            SANDBOX_KEYS.forEach(this::add);
        }
        this.sessionSecret = secret(secretFolder);
        this.clock = clock;
    }

    private void add(KnownKey key) {
        byHash.put(key.sha256(), key);
        if (byName.put(key.name(), key) != null) {
            throw new IllegalArgumentException(
                    "two keys are named " + key.name() + "; a name is one person or program");
        }
    }

    @Override
    public Optional<Caller> authenticate(Request request) {
        var bearer = request.header("Authorization");
        if (bearer.isPresent()) {
            String value = bearer.get();
            return value.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? byKey(value.substring(7).strip())
                    : Optional.empty();
        }
        return request.cookie(COOKIE).flatMap(this::bySession);
    }

    /** The owner of a key. */
    public Optional<Caller> byKey(String key) {
        return Optional.ofNullable(byHash.get(hash(key))).map(known -> new Caller(known.name(), known.roles(), false));
    }

    /** The value of a session cookie: name, end, and a seal over both. */
    public String openSession(Caller caller) {
        String claim =
                encode(caller.name()) + "." + clock.instant().plus(SESSION).getEpochSecond();
        return claim + "." + seal(claim);
    }

    private Optional<Caller> bySession(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String claim = parts[0] + "." + parts[1];
        if (!MessageDigest.isEqual(
                seal(claim).getBytes(StandardCharsets.US_ASCII), parts[2].getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        boolean over = clock.instant().isAfter(Instant.ofEpochSecond(Long.parseLong(parts[1])));
        KnownKey known = byName.get(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
        return over || known == null ? Optional.empty() : Optional.of(new Caller(known.name(), known.roles(), true));
    }

    private String seal(String claim) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(sessionSecret, "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(claim.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] secret(Path folder) {
        Path file = folder.resolve("session-secret");
        try {
            Files.createDirectories(folder);
            byte[] fresh = new byte[32];
            new SecureRandom().nextBytes(fresh);
            try {
                Files.write(file, fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
                return fresh;
            } catch (FileAlreadyExistsException e) {
                return Files.readAllBytes(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the session secret in " + folder + " cannot be read or made", e);
        }
    }
}
