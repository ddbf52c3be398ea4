/**
 * Dossiers and what they owe. Owns dossiers and obligations; the fee items of the procedure become obligations once, on the day the dossier
 * was handed in, for the competent agency and the channel. Reads agencies and procedures; asks for accounts through {@link
 * vn.phigate.gateway.dossiers.PayeeLookup}, and never knows payments.
 */
@NullMarked
package vn.phigate.gateway.dossiers;

import org.jspecify.annotations.NullMarked;
