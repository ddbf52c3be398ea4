/**
 * Telling the dossier systems, for certain, what happened to a payment: signed webhooks, tried again until they arrive.
 *
 * <p>Owns the form of a webhook (Standard Webhooks 1.0), the check of where one may be sent, the sending and the table
 * of retries. Called by the job that empties the outbox. It never holds a database transaction while it talks to
 * somebody's server, follows no redirect and trusts nothing that comes back but the status.
 */
@NullMarked
package vn.phigate.gateway.notifications;

import org.jspecify.annotations.NullMarked;
