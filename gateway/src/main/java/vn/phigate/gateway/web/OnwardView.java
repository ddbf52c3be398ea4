package vn.phigate.gateway.web;

/**
 * A step to another address that a redirect cannot take.
 *
 * @param to where it leads
 * @param in true after signing in, false after signing out
 */
public record OnwardView(String to, boolean in) {}
