/**
 * On which days banks work, and on which day money that a provider took is due at the bank. Pure: knows the file {@code config/calendar.yaml}, no database and
 * no clock. Called by whoever asks whether money is late; never guesses a year that the file does not have.
 */
@NullMarked
package vn.phigate.reconciliation.calendar;

import org.jspecify.annotations.NullMarked;
