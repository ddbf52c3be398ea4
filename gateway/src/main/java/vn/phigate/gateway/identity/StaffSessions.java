package vn.phigate.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * Sessions of people in browsers. They are rows, so that signing out ends them at both services at once; only the hash of the cookie is kept,
 * so that nobody who reads the database can be somebody else.
 */
final class StaffSessions {
    private static final Duration BETWEEN_TOUCHES = Duration.ofMinutes(1);
    private static final String OPEN = """
            insert into gateway.staff_session (token_hash, name, way, roles, agencies, key_hash, id_token, opened_at, seen_at, ends_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select name, way, roles, agencies, key_hash, seen_at from gateway.staff_session where token_hash = ? and ends_at > ? and seen_at > ?
            """;
    private static final String TOUCH =
            "update gateway.staff_session set seen_at = greatest(seen_at, ?) where token_hash = ?";
    private static final String END =
            "delete from gateway.staff_session where token_hash = ? returning name, way, id_token";
    private static final String FORGET = "delete from gateway.staff_session where ends_at <= ? or seen_at <= ?";

    private final SignInSettings settings;
    private final InstantSource clock;

    StaffSessions(SignInSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    enum Way {
        KEY,
        OIDC
    }

    /** @param keyHash of the key that opened it, as {@link #hash} makes it; null for an account */
    record Session(Way way, Caller caller, byte @Nullable [] keyHash) {}

    /** @param idToken kept only to be handed back to the provider that made it, when the person signs out */
    record Ended(String name, Way way, @Nullable String idToken) {}

    /** A session of whoever showed a key. @return the value of the cookie */
    String open(Sql sql, Caller caller, String key) {
        return open(sql, caller, Way.KEY, hash(key), null);
    }

    /** A session of an account. @return the value of the cookie */
    String openAccount(Sql sql, Caller caller, @Nullable String idToken) {
        return open(sql, caller, Way.OIDC, null, idToken);
    }

    private String open(Sql sql, Caller caller, Way way, byte @Nullable [] keyHash, @Nullable String idToken) {
        Instant now = clock.instant();
        sql.run(FORGET, now, now.minus(settings.idle()));
        String cookie = LinkToken.fresh() + LinkToken.fresh();
        sql.run(
                OPEN,
                hash(cookie),
                caller.name(),
                way,
                caller.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .toArray(String[]::new),
                caller.agencies().toArray(String[]::new),
                keyHash,
                idToken,
                now,
                now,
                now.plus(settings.session()));
        return cookie;
    }

    Optional<Session> find(Sql sql, String cookie) {
        Instant now = clock.instant();
        var row = sql.get(FIND, hash(cookie), now, now.minus(settings.idle()));
        if (row.isPresent()
                && row.get().instant("seen_at").plus(BETWEEN_TOUCHES).isBefore(now)) {
            sql.run(TOUCH, now, hash(cookie));
        }
        return row.map(StaffSessions::session);
    }

    Optional<Ended> end(Sql sql, String cookie) {
        return sql.get(END, hash(cookie))
                .map(row -> new Ended(row.text("name"), row.constant("way", Way.class), row.textOrNull("id_token")));
    }

    private static Session session(Row row) {
        Set<Role> roles = row.texts("roles").stream()
                .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
        return new Session(
                row.constant("way", Way.class),
                new Caller(row.text("name"), roles, true, Set.copyOf(row.texts("agencies"))),
                row.bytesOrNull("key_hash"));
    }

    static byte[] hash(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    }

    static boolean same(byte[] hash, String secret) {
        return java.security.MessageDigest.isEqual(hash, hash(secret));
    }
}
