/**
 * Stand-ins for the payment providers, so that a person or a test can pay on one machine with no provider's account.
 * It owns nothing that lasts: all is in bounded memory. The gateway knows these servers only by URL and keys, and
 * nothing here may use a class of the gateway: the signatures are written a second time on purpose, so that each
 * side checks the other. Never started in production.
 */
@NullMarked
package vn.phigate.sandbox;

import org.jspecify.annotations.NullMarked;
