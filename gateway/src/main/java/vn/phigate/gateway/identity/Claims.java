package vn.phigate.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.identity.SignInRefused.Reason;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/** What the claims of a verified token mean here. */
final class Claims {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+:|/=-]{1,255}");
    private static final Pattern AGENCY = Pattern.compile("[0-9A-Z][0-9A-Z.]{0,34}");

    private Claims() {}

    static Caller caller(JWTClaimsSet claims, OpenIdSettings settings) throws SignInRefused {
        if (!(claims.getClaim(settings.nameClaim()) instanceof String name)
                || !NAME.matcher(name).matches()) {
            throw new SignInRefused(Reason.NAME, settings.nameClaim() + " is missing or no name");
        }
        Set<String> given = texts(claims, settings.rolesClaim());
        Set<Role> roles = Arrays.stream(Role.values())
                .filter(role ->
                        settings.roleMap().getOrDefault(role, Set.of()).stream().anyMatch(given::contains))
                .collect(Collectors.toUnmodifiableSet());
        if (roles.isEmpty()) {
            throw new SignInRefused(Reason.NO_ROLE, settings.rolesClaim() + " has none of the mapped values");
        }
        return new Caller(name, roles, true, agencies(claims, settings));
    }

    private static Set<String> agencies(JWTClaimsSet claims, OpenIdSettings settings) throws SignInRefused {
        String claim = settings.agencyClaim();
        if (claim == null) {
            return Set.of();
        }
        Set<String> codes = texts(claims, claim);
        if (codes.contains(settings.wholeCity())) {
            return Set.of();
        }
        if (codes.isEmpty()
                || !codes.stream().allMatch(code -> AGENCY.matcher(code).matches())) {
            throw new SignInRefused(Reason.NO_AGENCY, claim + " names no agency");
        }
        return codes;
    }

    /** The texts of a claim that is a text or a list; a claim of exactly this name is preferred to a path, because names may be addresses. */
    private static Set<String> texts(JWTClaimsSet claims, String name) {
        Object value = claims.getClaim(name);
        return value == null ? texts(path(claims.getClaims(), name)) : texts(value);
    }

    private static @Nullable Object path(Map<String, Object> claims, String path) {
        Object at = claims;
        for (String step : path.split("\\.")) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private static Set<String> texts(@Nullable Object value) {
        return switch (value) {
            case String text -> Set.of(text);
            case Collection<?> list -> {
                var texts = new LinkedHashSet<String>();
                list.forEach(each -> texts.add(String.valueOf(each)));
                yield texts;
            }
            case null, default -> Set.of();
        };
    }
}
