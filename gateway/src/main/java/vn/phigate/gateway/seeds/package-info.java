/**
 * Makes an empty installation one city's: ties the database to its code, and in sandbox mode fills it with agencies, catalogue and accounts.
 * Called once at the start. Owns the one row that names the city, no other tables.
 */
@NullMarked
package vn.phigate.gateway.seeds;

import org.jspecify.annotations.NullMarked;
