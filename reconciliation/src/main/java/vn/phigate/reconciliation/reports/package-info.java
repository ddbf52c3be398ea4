/** Looks over all the others for people: the day of the city at a glance. Owns no table and changes nothing; called by pages. */
@NullMarked
package vn.phigate.reconciliation.reports;

import org.jspecify.annotations.NullMarked;
