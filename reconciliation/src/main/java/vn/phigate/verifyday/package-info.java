/**
 * Proves an exported day again: a program of its own that knows the JDK alone, no class of the product and no database of it. It reads the raw files of the
 * bank with its own small reader, adds up, and holds evidence, buckets, hashes and chain against each other. Whoever distrusts the product can read it in one
 * sitting. Called from the command line; never writes anything but its verdict.
 */
@NullMarked
package vn.phigate.verifyday;

import org.jspecify.annotations.NullMarked;
