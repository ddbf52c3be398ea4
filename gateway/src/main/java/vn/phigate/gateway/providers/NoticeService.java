package vn.phigate.gateway.providers;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A service that reads bank accounts and reports every transfer on them to {@code POST /callbacks/{name}}. Pure: knows no clock, network or database. */
public interface NoticeService {
    /** What all services are answered when a notice is recorded: SePay asks for exactly this, payOS and Casso for any 2xx. */
    String TAKEN = "{\"success\":true}";

    /** The endpoint that {@code POST /callbacks/{name}} without a further name means. */
    String DEFAULT_ENDPOINT = "default";

    String name();

    /** Where its customers' accounts call. */
    List<Endpoint> endpoints();

    /**
     * Reads and verifies one call.
     *
     * @param endpoint only its keys may speak here
     * @param now the time that the age of a signature is measured against
     */
    Reading read(String endpoint, Call call, Instant now);

    /** @param header first value of a header as sent; null when it is absent */
    record Call(UnaryOperator<@Nullable String> header, byte[] body) {
        public Optional<String> head(String name) {
            return Optional.ofNullable(header.apply(name));
        }
    }

    /**
     * @param keyId our name of the key that vouched
     * @param signedHeaders those headers without which the signature cannot be checked again, as {@code Name: value} lines; never a key
     */
    record Voucher(String keyId, String signedHeaders) {}

    sealed interface Reading {
        /** Genuine; a transfer. */
        record Transfer(BankNotice notice, Voucher voucher) implements Reading {}

        /** Genuine, and tells of no transfer that anything follows from. */
        record NoTransfer(String why, Voucher voucher) implements Reading {}

        /** Genuine, but a field that is needed is missing or wrong; the service must be told, and people. */
        record Unreadable(String why, Voucher voucher) implements Reading {}

        /** Nobody vouches for it. {@code why} is for the log, not for the sender. */
        record Refused(String why) implements Reading {}
    }

    /**
     * Where one customer's account of a service calls.
     *
     * @param name last part of the path
     * @param secrets any of them signs; two while a key is being changed
     * @param apiKeys plain keys in a header, for services that offer nothing better; none by default
     * @param bin bank of its accounts, when its notices do not name it
     * @param agencies codes of the agencies of whose accounts alone its keys may speak; empty for all
     */
    record Endpoint(
            String name,
            List<Secret> secrets,
            List<Secret> apiKeys,
            @Nullable String bin,
            Set<String> agencies) {
        /** One for the whole city. */
        public Endpoint(String name, List<Secret> secrets, List<Secret> apiKeys, @Nullable String bin) {
            this(name, secrets, apiKeys, bin, Set.of());
        }

        public Endpoint {
            secrets = List.copyOf(secrets);
            apiKeys = List.copyOf(apiKeys);
            agencies = Set.copyOf(agencies);
            if (secrets.isEmpty() && apiKeys.isEmpty()) {
                throw new IllegalArgumentException("endpoint " + name + " has no key: it would believe nobody");
            }
        }
    }

    /** @param keyId our name of the key, written into evidence; never the key itself */
    record Secret(String keyId, String secret) {
        public Secret {
            if (secret.isBlank()) {
                throw new IllegalArgumentException("key " + keyId + " is empty");
            }
        }

        /** Without the secret: records find their way into logs. */
        @Override
        public String toString() {
            return "Secret[" + keyId + "]";
        }
    }

    static Optional<Endpoint> find(List<Endpoint> endpoints, String name) {
        return endpoints.stream().filter(e -> e.name().equals(name)).findFirst();
    }

    /** {@code 2025-07-17 09:32:11} on the clocks of Viet Nam, with a space or a T; empty for anything else. */
    static Optional<Instant> localTime(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.replace('T', ' '), LocalTimes.FORM)
                    .atZone(LocalTimes.ZONE)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** How services write times; none of them names a zone. */
    final class LocalTimes {
        private static final DateTimeFormatter FORM =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);
        private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

        private LocalTimes() {}
    }
}
