/**
 * Takes a catalogue of procedures and fees in from a file: what would change is shown first, line by line, then applied in one transaction.
 * Nothing is ever removed, and a price that was in force stays where it was: a new one ends it the day before. One faulty line holds back its
 * own procedure, because a procedure without one of its fees would charge too little, and no other. Writes the tables of procedures; called
 * by the API and the command line. Never touches accounts.
 */
@NullMarked
package vn.phigate.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
