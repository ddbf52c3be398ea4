package vn.phigate.gateway.platform.http;

import java.util.Set;

/**
 * A person or a program that proved who it is.
 *
 * @param name unique name, kept in every audit entry; two names are two people
 * @param roles what it may do besides reading
 * @param byCookie true when a browser session proved it, so that writes need a same-origin check
 * @param agencies codes of the agencies it acts for; empty when it acts for the whole city
 */
public record Caller(String name, Set<Role> roles, boolean byCookie, Set<String> agencies) {
    /** One of the whole city. */
    public Caller(String name, Set<Role> roles, boolean byCookie) {
        this(name, roles, byCookie, Set.of());
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean wholeCity() {
        return agencies.isEmpty();
    }
}
