/**
 * The HTTP edge of both services: one server with bounded resources, routes that name who may call them, requests read with limits,
 * replies as values, refusals as RFC 9457 problems, idempotency keys. Knows nothing of fees or payments and no other package but
 * {@code platform.db}. Every route of the product is registered here, so that a test can walk them.
 */
@NullMarked
package vn.phigate.gateway.platform.http;

import org.jspecify.annotations.NullMarked;
