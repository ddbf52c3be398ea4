/**
 * The database of the tests of both modules: a real PostgreSQL 18, one server per JVM, one database per test class.
 * Owns nothing of the product and is never part of it.
 */
@NullMarked
package vn.phigate.testsupport;

import org.jspecify.annotations.NullMarked;
