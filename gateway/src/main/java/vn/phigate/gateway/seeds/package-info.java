/** Fills an empty installation with a city: agencies, catalogue, accounts. Called once at the start; owns no tables. */
@NullMarked
package vn.phigate.gateway.seeds;

import org.jspecify.annotations.NullMarked;
