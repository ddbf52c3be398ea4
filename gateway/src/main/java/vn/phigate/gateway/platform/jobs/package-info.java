/**
 * Work that is done beside requests: a job runs when it is woken and at least at its interval, one run at a time, and never dies of an
 * exception. What is to be done stands in the database, so that nothing is lost with a process.
 */
@NullMarked
package vn.phigate.gateway.platform.jobs;

import org.jspecify.annotations.NullMarked;
