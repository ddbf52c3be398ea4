/**
 * Money that goes back: the transfer of a refund that leaves an account, one that the payee's bank sends back, and a bank that takes an incoming payment back.
 * Passes of the matching run, wired after the codes and before providers' batches. Own no tables; what a refund is, its door in the gateway says. A payment that
 * its bank takes back is never undone by a rule: it is shown to a person with its payment.
 */
@NullMarked
package vn.phigate.reconciliation.returns;

import org.jspecify.annotations.NullMarked;
