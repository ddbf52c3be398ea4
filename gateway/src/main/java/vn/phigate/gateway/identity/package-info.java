/**
 * Who calls: keys of programs, sessions of people in a browser, who came with a key or from the city's OpenID provider. Owns the list of
 * callers and their sessions; the sandbox keys exist only in sandbox mode, which a production setting refuses. What a caller may do is decided at
 * each route. Never keeps a key, a cookie or an access token.
 */
@NullMarked
package vn.phigate.gateway.identity;

import org.jspecify.annotations.NullMarked;
