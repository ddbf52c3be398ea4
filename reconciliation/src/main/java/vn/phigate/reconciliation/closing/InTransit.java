package vn.phigate.reconciliation.closing;

import java.time.Instant;
import java.util.UUID;

/** A payment that its provider reported up to the end of a day and that the bank has not shown by then. For information: no bank line, so no part of the identity. */
public record InTransit(UUID paymentId, String dossiers, long amountVnd, String provider, Instant paidAt) {}
