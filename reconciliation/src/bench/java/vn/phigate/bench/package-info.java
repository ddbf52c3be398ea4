/**
 * The benchmark of callbacks: a gateway in its own process, a load generator in another, and {@code pgbench} writing the same rows on the same
 * server. Only measures and checks; is no part of the product, and nothing of the product knows it.
 */
@NullMarked
package vn.phigate.bench;

import org.jspecify.annotations.NullMarked;
