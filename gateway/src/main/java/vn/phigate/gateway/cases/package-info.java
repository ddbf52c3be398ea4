/**
 * What people and rules decide about money and news that did not fit: typed resolutions for each type of case, two people where money moves.
 * Reads the cases that payments and refunds open, and acts through their doors. Called by its own routes, the staff's pages and a job.
 */
@NullMarked
package vn.phigate.gateway.cases;

import org.jspecify.annotations.NullMarked;
