/**
 * One seeded business day, driven from outside: it knows the services by address and key and speaks HTTP only, so
 * that what it proves holds for any client. It plays the dossier system, the payers, a forger, the bank and the two
 * people of finance, and then compares what it saw with what it had planned. It calls no class of the product, and
 * shares no code with the readers and the matcher that it tests. Called by the command line alone.
 */
@NullMarked
package vn.phigate.reconciliation.demo;

import org.jspecify.annotations.NullMarked;
