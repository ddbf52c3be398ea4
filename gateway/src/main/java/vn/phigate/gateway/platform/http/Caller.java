package vn.phigate.gateway.platform.http;

import java.util.Set;

/**
 * A person or a program that proved who it is.
 *
 * @param name unique name, kept in every audit entry; two names are two people
 * @param roles what it may do besides reading
 * @param byCookie true when a browser session proved it, so that writes need a same-origin check
 */
public record Caller(String name, Set<Role> roles, boolean byCookie) {
    public boolean is(Role role) {
        return roles.contains(role);
    }
}
