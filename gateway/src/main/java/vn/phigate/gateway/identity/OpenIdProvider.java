package vn.phigate.gateway.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.identity.SignInRefused.Reason;

/** The provider as it is reached over HTTP: its description (OpenID Connect Discovery 1.0), its keys, and its token endpoint. */
final class OpenIdProvider {
    private static final Duration KEPT = Duration.ofHours(1);
    /** Tokens with invented key numbers must not make us ask the provider again and again. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

    private static final int MOST_BYTES = 256 * 1024;
    private static final long MOST_SECONDS = 10;
    /** Not the product's own dialect: what a provider adds is none of our business. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenIdSettings settings;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private @Nullable Kept<Facts> facts;
    private @Nullable Kept<JWKSet> keys;

    private record Kept<T>(T value, Instant at) {
        boolean younger(Duration age, Instant now) {
            return Duration.between(at, now).abs().compareTo(age) < 0;
        }
    }

    /**
     * What the provider says of itself.
     *
     * @param endSession where a person signs out; null when there is no such place
     * @param namesItself whether its answers carry {@code iss} (RFC 9207)
     * @param secretInBody it takes no HTTP Basic authentication
     */
    record Facts(
            URI authorization,
            URI token,
            URI keys,
            @Nullable URI endSession,
            boolean namesItself,
            boolean secretInBody) {}

    OpenIdProvider(OpenIdSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    synchronized Facts facts() throws SignInRefused {
        Kept<Facts> known = facts;
        if (known != null && known.younger(KEPT, clock.instant())) {
            return known.value();
        }
        URI address = URI.create(settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        JsonNode said = json(ask(HttpRequest.newBuilder(address).GET()));
        // Discovery, section 4.3: otherwise a description could be slipped in that belongs to somebody else's issuer.
        if (!settings.issuer().equals(said.path("issuer").textValue())) {
            throw away("the description is that of the issuer " + said.path("issuer"));
        }
        JsonNode methods = said.path("token_endpoint_auth_methods_supported");
        var read = new Facts(
                endpoint(said, "authorization_endpoint"),
                endpoint(said, "token_endpoint"),
                endpoint(said, "jwks_uri"),
                said.hasNonNull("end_session_endpoint") ? endpoint(said, "end_session_endpoint") : null,
                said.path("authorization_response_iss_parameter_supported").asBoolean(false),
                has(methods, "client_secret_post") && !has(methods, "client_secret_basic"));
        facts = new Kept<>(read, clock.instant());
        return read;
    }

    private URI endpoint(JsonNode said, String name) throws SignInRefused {
        String text = said.path(name).asText();
        try {
            URI address = URI.create(text);
            // Never less than the issuer itself.
            if (OpenIdSettings.trusted(address, settings.issuer().startsWith("http:"))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw away(name + " is no address");
        }
        throw away(name + " is no https address");
    }

    private static boolean has(JsonNode list, String value) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(v -> value.equals(v.textValue()));
    }

    /**
     * The keys the provider signs with; old ones are asked for again, so that a key that was withdrawn is not believed for long.
     *
     * @param unlike null, or the set in which a key was not found: then asked for again, unless that was done a moment ago
     */
    synchronized JWKSet keys(@Nullable JWKSet unlike) throws SignInRefused {
        Kept<JWKSet> known = keys;
        Instant now = clock.instant();
        if (known != null && known.younger(unlike == null || known.value() != unlike ? KEPT : BETWEEN_FETCHES, now)) {
            return known.value();
        }
        try {
            JWKSet read = JWKSet.parse(
                            ask(HttpRequest.newBuilder(facts().keys()).GET()).body())
                    .toPublicJWKSet();
            keys = new Kept<>(read, now);
            return read;
        } catch (ParseException e) {
            throw away("its keys cannot be read");
        }
    }

    /** The ID token for a code (OpenID Connect Core 1.0, section 3.1.3). The access token is thrown away: nothing is asked with it. */
    String exchange(String code, String verifier, String redirectUri) throws SignInRefused {
        Facts known = facts();
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(known.token()).header("Content-Type", "application/x-www-form-urlencoded");
        if (settings.clientSecret().isEmpty() || known.secretInBody()) {
            form.put("client_id", settings.clientId());
        }
        if (!settings.clientSecret().isEmpty()) {
            if (known.secretInBody()) {
                form.put("client_secret", settings.clientSecret());
            } else {
                // RFC 6749, section 2.3.1: both halves are form-encoded first.
                String pair = encode(settings.clientId()) + ":" + encode(settings.clientSecret());
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            }
        }
        HttpResponse<String> answer = send(request.POST(HttpRequest.BodyPublishers.ofString(query(form))));
        if (answer.statusCode() >= 500) {
            throw away("the token endpoint answers " + answer.statusCode());
        }
        JsonNode said = json(answer);
        String token = said.path("id_token").textValue();
        if (answer.statusCode() != 200 || token == null) {
            // The error is one of a few words of RFC 6749, section 5.2; its description is not for our logs.
            String error = said.path("error").asText("").replaceAll("[^a-z_]", "");
            throw new SignInRefused(Reason.CODE, answer.statusCode() + " " + error);
        }
        return token;
    }

    static String query(Map<String, String> values) {
        return values.entrySet().stream()
                .map(v -> v.getKey() + "=" + encode(v.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws SignInRefused {
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != 200) {
            throw away(answer.uri() + " answers " + answer.statusCode());
        }
        return answer;
    }

    /** Bounded in bytes and in time from the first byte to the last. */
    private HttpResponse<String> send(HttpRequest.Builder request) throws SignInRefused {
        var answer = http.sendAsync(
                request.header("Accept", "application/json").build(),
                BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        try {
            return answer.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw away(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw away("no answer within " + MOST_SECONDS + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw away("interrupted");
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws SignInRefused {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw away(answer.uri().getPath() + " answers no JSON");
        }
    }

    private static SignInRefused away(String why) {
        return new SignInRefused(Reason.PROVIDER_AWAY, why);
    }
}
