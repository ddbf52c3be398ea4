/**
 * What providers send us: signature first, then the books, then the provider's own answer, which goes out only after the commit. Concurrent
 * callbacks share a commit; each is answered after its own. Reads nothing that is not signed; owns only the sample of what was refused.
 */
@NullMarked
package vn.phigate.gateway.callbacks;

import org.jspecify.annotations.NullMarked;
