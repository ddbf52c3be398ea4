/**
 * A stand-in for the payment platform of the National Public Service Portal: takes orders in both signature generations, shows a pay page, confirms as a script wants, answers
 * questions. All in bounded memory; {@link vn.phigate.sandbox.dvcqg.DvcqgSandbox} is the door. Never started in production.
 */
@NullMarked
package vn.phigate.sandbox.dvcqg;

import org.jspecify.annotations.NullMarked;
