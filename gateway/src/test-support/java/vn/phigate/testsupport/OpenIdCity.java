package vn.phigate.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A small OpenID provider written from the standards alone, with the JDK's cryptography and none of the product's code. It is strict about what it
 * is asked, and can be told to lie about what it answers. {@code main} runs it for a trial by hand.
 */
public final class OpenIdCity implements AutoCloseable {
    public static final String CLIENT = "phigate";
    /** With characters that RFC 6749, section 2.3.1, wants encoded. */
    public static final String SECRET = "s3cret: with/odd+characters";

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /** What the next token, or the answer that brings its code, says wrongly. */
    public enum Lie {
        NONE,
        STATE,
        RESPONSE_ISSUER,
        RESPONSE_WITHOUT_ISSUER,
        DENIED,
        NO_TOKEN,
        NOT_A_TOKEN,
        ALG_NONE,
        HS256_WITH_PUBLIC_KEY,
        HS256_WITH_CLIENT_SECRET,
        RS512,
        UNKNOWN_KID,
        KID_OF_ANOTHER_KIND,
        KEY_IN_HEADER,
        CRITICAL_HEADER,
        ACCESS_TOKEN,
        FORGED,
        CHANGED_CLAIMS,
        ISSUER,
        ISSUER_WITH_SLASH,
        AUDIENCE,
        TWO_AUDIENCES,
        NO_AUDIENCE,
        OTHER_PARTY,
        EXPIRED,
        NO_EXPIRY,
        ISSUED_TOMORROW,
        ISSUED_LONG_AGO,
        NOT_ISSUED,
        NOT_YET,
        NONCE,
        NO_NONCE,
        NO_SUBJECT
    }

    /** The algorithm tokens are signed with. */
    public enum Alg {
        RS256,
        PS256,
        ES256,
        EdDSA
    }

    private record Key(String kid, KeyPair pair) {}

    private record Grant(String nonce, String challenge, String redirectUri) {}

    private final HttpServer server;
    private final InstantSource clock;
    private final String issuer;
    private final Map<Alg, Key> keys = new ConcurrentHashMap<>();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    public final AtomicInteger keysAsked = new AtomicInteger();
    public volatile Lie lie = Lie.NONE;
    public volatile Alg alg = Alg.RS256;
    public volatile boolean hasKeyNumbers = true;
    /** What it says of the person, as JSON members. */
    public volatile Map<String, String> person = Map.of("sub", "\"lan.nguyen\"", "roles", "[\"fee-maker\"]");

    public OpenIdCity(int port, InstantSource clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        issuer = "http://localhost:" + server.getAddress().getPort();
        for (Alg each : Alg.values()) {
            rotate(each);
        }
        server.createContext(
                "/.well-known/openid-configuration", exchange -> json(exchange, 200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys",
                 "end_session_endpoint":"%1$s/logout","authorization_response_iss_parameter_supported":true,
                 "token_endpoint_auth_methods_supported":["client_secret_basic"],"something_new":{"x":[1.5]}}""".formatted(issuer)));
        server.createContext("/keys", exchange -> {
            keysAsked.incrementAndGet();
            json(exchange, 200, jwks());
        });
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/logout", exchange -> json(exchange, 200, "{\"signed_out\":true}"));
        server.start();
    }

    public String issuer() {
        return issuer;
    }

    /** From now on signs with a new key of a new number, and no longer shows the old one. */
    public void rotate(Alg which) {
        try {
            var generator = KeyPairGenerator.getInstance(
                    switch (which) {
                        case RS256, PS256 -> "RSA";
                        case ES256 -> "EC";
                        case EdDSA -> "Ed25519";
                    });
            switch (which) {
                case RS256, PS256 -> generator.initialize(2048);
                case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case EdDSA -> {}
            }
            keys.put(which, new Key(UUID.randomUUID().toString(), generator.generateKeyPair()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = pairs(exchange.getRequestURI().getRawQuery());
        var wrong = new ArrayList<String>();
        expect(wrong, "response_type", "code".equals(asked.get("response_type")));
        expect(wrong, "client_id", CLIENT.equals(asked.get("client_id")));
        expect(wrong, "redirect_uri", asked.getOrDefault("redirect_uri", "").endsWith("/sign-in/return"));
        expect(wrong, "scope", (" " + asked.get("scope") + " ").contains(" openid "));
        expect(wrong, "state", asked.getOrDefault("state", "").length() >= 22);
        expect(wrong, "nonce", asked.getOrDefault("nonce", "").length() >= 22);
        expect(wrong, "code_challenge_method", "S256".equals(asked.get("code_challenge_method")));
        expect(wrong, "code_challenge", asked.getOrDefault("code_challenge", "").length() == 43);
        if (!wrong.isEmpty()) {
            json(exchange, 400, "{\"error\":\"invalid_request\",\"error_description\":\"" + wrong + "\"}");
            return;
        }
        String code = UUID.randomUUID().toString();
        String redirect = asked.getOrDefault("redirect_uri", "");
        grants.put(
                code, new Grant(asked.getOrDefault("nonce", ""), asked.getOrDefault("code_challenge", ""), redirect));
        var back = new LinkedHashMap<String, String>();
        if (lie == Lie.DENIED) {
            back.put("error", "access_denied");
        } else {
            back.put("code", code);
        }
        back.put("state", lie == Lie.STATE ? "A".repeat(44) : asked.getOrDefault("state", ""));
        if (lie != Lie.RESPONSE_WITHOUT_ISSUER) {
            back.put("iss", lie == Lie.RESPONSE_ISSUER ? "https://another.example" : issuer);
        }
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        redirect + "?"
                                + back.entrySet().stream()
                                        .map(e -> e.getKey() + "="
                                                + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                                        .collect(Collectors.joining("&")));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void expect(List<String> wrong, String name, boolean right) {
        if (!right) {
            wrong.add(name);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((CLIENT + ":" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        Map<String, String> asked = pairs(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Grant grant = grants.remove(asked.getOrDefault("code", ""));
        if (grant == null
                || !"authorization_code".equals(asked.get("grant_type"))
                || !grant.redirectUri.equals(asked.get("redirect_uri"))
                || !grant.challenge.equals(
                        encode(sha256(asked.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII))))) {
            json(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String more = lie == Lie.NO_TOKEN ? "" : ",\"id_token\":\"" + idToken(grant.nonce) + "\"";
        json(exchange, 200, "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"expires_in\":60" + more + "}");
    }

    private String idToken(String nonce) {
        if (lie == Lie.NOT_A_TOKEN) {
            return "not.a.token";
        }
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<>(person);
        claims.put("iss", text(lie == Lie.ISSUER_WITH_SLASH ? issuer + "/" : issuer));
        claims.put("aud", text(CLIENT));
        claims.put("iat", "" + now);
        claims.put("exp", "" + (now + 300));
        claims.put("nonce", text(nonce));
        switch (lie) {
            case ISSUER -> claims.put("iss", text("https://another.example"));
            case AUDIENCE -> claims.put("aud", text("another"));
            case TWO_AUDIENCES -> claims.put("aud", "[\"phigate\",\"another\"]");
            case NO_AUDIENCE -> claims.remove("aud");
            case OTHER_PARTY -> claims.put("azp", text("another"));
            case EXPIRED -> claims.put("exp", "" + (now - 61));
            case NO_EXPIRY -> claims.remove("exp");
            case ISSUED_TOMORROW -> claims.put("iat", "" + (now + 86_400));
            case ISSUED_LONG_AGO -> claims.put("iat", "" + (now - 7_200));
            case NOT_ISSUED -> claims.remove("iat");
            case NOT_YET -> claims.put("nbf", "" + (now + 3_600));
            case NONCE -> claims.put("nonce", text("B".repeat(44)));
            case NO_NONCE -> claims.remove("nonce");
            case NO_SUBJECT -> claims.remove("sub");
            default -> {}
        }
        Key key = Objects.requireNonNull(keys.get(alg));
        var header = new LinkedHashMap<String, String>();
        header.put("alg", text(alg.name()));
        if (hasKeyNumbers) {
            header.put("kid", text(key.kid));
        }
        switch (lie) {
            case ALG_NONE -> header.put("alg", text("none"));
            case HS256_WITH_PUBLIC_KEY, HS256_WITH_CLIENT_SECRET -> header.put("alg", text("HS256"));
            case RS512 -> header.put("alg", text("RS512"));
            case UNKNOWN_KID -> header.put("kid", text("nobody"));
            case KID_OF_ANOTHER_KIND -> header.put("kid", text(Objects.requireNonNull(keys.get(Alg.ES256)).kid));
            case CRITICAL_HEADER -> header.put("crit", "[\"b64\"],\"b64\":true");
            case ACCESS_TOKEN -> header.put("typ", text("at+jwt"));
            case KEY_IN_HEADER -> {
                rotate(alg);
                header.put("kid", text("mine"));
                header.put("jwk", jwk(Objects.requireNonNull(keys.get(alg)), alg));
            }
            default -> {}
        }
        String input = encode(object(header)) + "." + encode(object(claims));
        byte[] signature = sign(input.getBytes(StandardCharsets.US_ASCII), Objects.requireNonNull(keys.get(alg)));
        if (lie == Lie.CHANGED_CLAIMS) {
            claims.put("roles", "[\"fee-maker\",\"fee-checker\"]");
            input = encode(object(header)) + "." + encode(object(claims));
        }
        return input + "." + encode(signature);
    }

    private byte[] sign(byte[] input, Key key) {
        try {
            switch (lie) {
                case ALG_NONE -> {
                    return new byte[0];
                }
                case HS256_WITH_PUBLIC_KEY -> {
                    return hmac(key.pair.getPublic().getEncoded(), input);
                }
                case HS256_WITH_CLIENT_SECRET -> {
                    return hmac(SECRET.getBytes(StandardCharsets.UTF_8), input);
                }
                default -> {}
            }
            Signature signer = switch (alg) {
                case RS256 -> Signature.getInstance(lie == Lie.RS512 ? "SHA512withRSA" : "SHA256withRSA");
                case PS256 -> {
                    var pss = Signature.getInstance("RSASSA-PSS");
                    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                    yield pss;
                }
                case ES256 -> Signature.getInstance("SHA256withECDSAinP1363Format");
                case EdDSA -> Signature.getInstance("Ed25519");
            };
            signer.initSign(key.pair.getPrivate());
            signer.update(lie == Lie.FORGED ? new byte[] {1} : input);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }

    private String jwks() {
        return keys.entrySet().stream()
                .map(entry -> jwk(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private String jwk(Key key, Alg of) {
        var jwk = new LinkedHashMap<String, String>();
        if (hasKeyNumbers) {
            jwk.put("kid", text(key.kid));
        }
        jwk.put("use", text("sig"));
        jwk.put("alg", text(of.name()));
        switch (key.pair.getPublic()) {
            case RSAPublicKey rsa -> {
                jwk.put("kty", text("RSA"));
                jwk.put("n", text(encode(unsigned(rsa.getModulus(), 256))));
                jwk.put("e", text(encode(rsa.getPublicExponent().toByteArray())));
            }
            case ECPublicKey ec -> {
                jwk.put("kty", text("EC"));
                jwk.put("crv", text("P-256"));
                jwk.put("x", text(encode(unsigned(ec.getW().getAffineX(), 32))));
                jwk.put("y", text(encode(unsigned(ec.getW().getAffineY(), 32))));
            }
            default -> {
                byte[] info = key.pair.getPublic().getEncoded();
                jwk.put("kty", text("OKP"));
                jwk.put("crv", text("Ed25519"));
                jwk.put("x", text(encode(Arrays.copyOfRange(info, info.length - 32, info.length))));
            }
        }
        return object(jwk);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[length];
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, padded, length - count, count);
        return padded;
    }

    private static Map<String, String> pairs(String query) {
        var pairs = new HashMap<String, String>();
        for (String pair : (query == null ? "" : query).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(m -> text(m.getKey()) + ":" + m.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(String plain) {
        return "\"" + plain + "\"";
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** For a trial by hand: signs everybody in as one person with the roles of the arguments. */
    public static void main(String[] roles) {
        var city = new OpenIdCity(8090, InstantSource.system());
        city.person = Map.of(
                "sub",
                text("trial"),
                "roles",
                Arrays.stream(roles).map(OpenIdCity::text).collect(Collectors.joining(",", "[", "]")));
        System.out.println("issuer " + city.issuer() + ", client_id " + CLIENT + ", client_secret \"" + SECRET + "\"");
    }
}
