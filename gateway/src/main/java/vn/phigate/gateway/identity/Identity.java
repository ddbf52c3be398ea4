package vn.phigate.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Authenticator;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.signing.Sha256;

/** The door to identities. */
public final class Identity implements Authenticator {
    public static final String COOKIE = "phigate_session";
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
    private static final int MOST_COOKIE = 100;
    /** Whoever tries keys by the thousand must not fill the audit log for ever; the rest is only in the log of the server. */
    private static final int MOST_REFUSALS_AN_HOUR = 200;

    /** Published in the documentation: they open nothing but a sandbox. */
    private static final List<KnownKey> SANDBOX_KEYS = List.of(
            KnownKey.plain("sandbox-dossiers", Set.of(Role.DOSSIERS), "sk_sandbox_dossiers"),
            KnownKey.plain("sandbox-maker", Set.of(Role.MAKER), "sk_sandbox_maker"),
            KnownKey.plain("sandbox-checker", Set.of(Role.CHECKER), "sk_sandbox_checker"),
            KnownKey.plain("sandbox-admin", Set.of(Role.ADMIN), "sk_sandbox_admin"));

    private final Map<String, KnownKey> byHash = new LinkedHashMap<>();
    private final Map<String, KnownKey> byName = new LinkedHashMap<>();
    private final Db db;
    private final Audit audit;
    private final StaffSessions sessions;
    private final @Nullable OpenIdSignIn openId;
    private final RateLimit refusals;

    /**
     * A caller's key. Only its hash is kept.
     *
     * @param sha256 lower-case hex of the SHA-256 of the key; keys are long and random, so no slow hash is needed
     * @param agencies codes of the agencies it acts for; empty for the whole city
     */
    public record KnownKey(String name, Set<Role> roles, String sha256, Set<String> agencies) {
        /** One of the whole city. */
        public KnownKey(String name, Set<Role> roles, String sha256) {
            this(name, roles, sha256, Set.of());
        }

        static KnownKey plain(String name, Set<Role> roles, String key) {
            return new KnownKey(name, roles, hash(key));
        }

        Caller caller(boolean byCookie) {
            return new Caller(name, roles, byCookie, agencies);
        }
    }

    /**
     * To the provider.
     *
     * @param location where the browser goes
     * @param browser secret for a cookie of this browser, which it must bring back
     */
    public record Departure(String location, String browser) {}

    /** What the provider sent back with the browser (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207). */
    public record Arrival(
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error) {}

    /**
     * Somebody is in.
     *
     * @param cookie value of the session cookie
     * @param next the page that was asked for at the beginning
     */
    public record SignedIn(String cookie, String next) {}

    /**
     * @param keys of this installation
     * @param sandbox adds the sandbox keys
     * @param clock wall time: providers and browsers do not live on the day that a sandbox plays
     */
    public Identity(
            List<KnownKey> keys, boolean sandbox, SignInSettings settings, Db db, Audit audit, InstantSource clock) {
        keys.forEach(this::add);
        if (sandbox) {
            SANDBOX_KEYS.forEach(this::add);
        }
        this.db = db;
        this.audit = audit;
        this.sessions = new StaffSessions(settings, clock);
        OpenIdSettings oidc = settings.oidc();
        this.openId = oidc == null ? null : new OpenIdSignIn(db, oidc.checked(sandbox), clock);
        this.refusals = new RateLimit(MOST_REFUSALS_AN_HOUR, Duration.ofHours(1), clock);
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
        return Optional.ofNullable(byHash.get(hash(key))).map(known -> known.caller(false));
    }

    /** A key that was taken out of the settings, or replaced by another, ends its sessions, and what it may do is read anew; an account's rights are those of its token. */
    private Optional<Caller> bySession(String cookie) {
        if (cookie.length() > MOST_COOKIE) {
            return Optional.empty();
        }
        return sessions.find(db, cookie).flatMap(session -> switch (session.way()) {
            case KEY -> {
                byte[] opened = session.keyHash();
                yield Optional.ofNullable(byName.get(session.caller().name()))
                        .filter(key -> opened != null && StaffSessions.same(opened, key.sha256()))
                        .map(key -> key.caller(true));
            }
            case OIDC -> openId == null ? Optional.empty() : Optional.of(session.caller());
        });
    }

    /** Whether people can sign in with accounts of the city. */
    public boolean takesAccounts() {
        return openId != null;
    }

    /** Whether anybody has a key to sign in with. */
    public boolean takesKeys() {
        return !byName.isEmpty();
    }

    /** A session of somebody who showed a key. @return the value of its cookie */
    public String openSession(Caller caller) {
        return db.inTransaction(tx -> {
            audit.record(tx, caller.name(), "sign-in", "session", caller.name(), null, Map.of("way", "key"), null);
            return sessions.open(
                    tx,
                    caller,
                    Objects.requireNonNull(byName.get(caller.name())).sha256());
        });
    }

    /** @param redirectUri where the provider sends the browser back to, exactly as it is registered there */
    public Departure departToProvider(String next, String redirectUri) throws SignInRefused {
        return openId().begin(next, redirectUri);
    }

    /** @param browser the secret of {@link Departure}, as the browser brought it back; null when it brought none */
    public SignedIn arriveFromProvider(Arrival said, @Nullable String browser) throws SignInRefused {
        try {
            var arrived = openId().arrive(said, browser);
            Caller caller = arrived.caller();
            String cookie = db.inTransaction(tx -> {
                var rights = new LinkedHashMap<String, Object>();
                rights.put("way", "oidc");
                rights.put("roles", caller.roles().stream().sorted().toList());
                rights.put("agencies", caller.agencies().stream().sorted().toList());
                audit.record(tx, caller.name(), "sign-in", "session", caller.name(), null, rights, null);
                return sessions.openAccount(tx, caller, arrived.idToken());
            });
            return new SignedIn(cookie, arrived.next());
        } catch (SignInRefused refused) {
            LOG.warn("sign-in by account refused, {}", refused.getMessage());
            refused(refused.reason().text());
            throw refused;
        }
    }

    /** Keeps in the audit log that somebody was not let in; never what they showed. */
    public void refused(String reason) {
        if (refusals.take("all")) {
            audit.record(db, "unknown", "refuse-sign-in", "session", "unknown", null, null, reason);
        }
    }

    /**
     * Ends a session at both services.
     *
     * @param back where the provider sends the person afterwards
     * @return where the person signs out at the provider too, when it was an account of the provider's
     */
    public Optional<String> endSession(String cookie, String back) {
        return db.inTransaction(tx -> end(tx, cookie))
                .filter(ended -> ended.way() == StaffSessions.Way.OIDC && openId != null)
                .flatMap(ended -> openId().leave(ended.idToken(), back));
    }

    /** Ends a session here, whatever the provider thinks. */
    public void dropSession(String cookie) {
        db.inTransactionDo(tx -> end(tx, cookie));
    }

    private Optional<StaffSessions.Ended> end(Sql sql, String cookie) {
        var ended = sessions.end(sql, cookie);
        ended.ifPresent(
                session -> audit.record(sql, session.name(), "sign-out", "session", session.name(), null, null, null));
        return ended;
    }

    private OpenIdSignIn openId() {
        OpenIdSignIn known = openId;
        if (known == null) {
            throw new IllegalStateException("no provider is set");
        }
        return known;
    }

    private static String hash(String key) {
        return Sha256.hex(key.getBytes(StandardCharsets.UTF_8));
    }
}
