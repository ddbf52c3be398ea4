/**
 * Who calls: keys of programs, sessions of people in a browser. Owns the list of callers; the sandbox keys exist only in sandbox mode, which
 * a production setting refuses. What a caller may do is decided at each route.
 */
@NullMarked
package vn.phigate.gateway.identity;

import org.jspecify.annotations.NullMarked;
