/** Random histories of payments over the real classes, with deaths of the process between any two statements; invariants are checked after every step. */
@NullMarked
package vn.phigate.gateway.simulation;

import org.jspecify.annotations.NullMarked;
