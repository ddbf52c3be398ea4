/**
 * The database: one pool, transactions, rows, migrations and the PostgreSQL that PhiGate brings along.
 *
 * <p>Owns how SQL is run (Helidon DB Client over one Hikari pool) and what happens around it: whole-transaction retry,
 * a commit that never lies, constraint names in place of driver errors. Every package that keeps rows may call it, with
 * its own SQL. It never knows a table of the domain.
 */
@NullMarked
package vn.phigate.gateway.platform.db;

import org.jspecify.annotations.NullMarked;
