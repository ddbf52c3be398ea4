/**
 * Deadlines for a set of agencies to register their collection accounts and to have them configured (in July 2025 the city named two days). Owns the
 * campaigns and who was reminded; how far an agency is, is read from the registry at every look and typed by nobody. Told through the registry's notices;
 * never changes an account.
 */
@NullMarked
package vn.phigate.gateway.campaigns;

import org.jspecify.annotations.NullMarked;
