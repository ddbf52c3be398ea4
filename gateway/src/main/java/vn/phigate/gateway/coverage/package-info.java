/**
 * What can be paid in this city and what cannot: every procedure at every agency in charge of it is one cell of exactly one class, and each
 * cell that cannot be paid says why and who must act. Also the public fee sheet of one procedure at one agency. Only reads, always what is
 * committed; owns no table.
 */
@NullMarked
package vn.phigate.gateway.coverage;

import org.jspecify.annotations.NullMarked;
