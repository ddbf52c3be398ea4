/**
 * The bodies that collect: communes, departments, the centre. Owns agencies and their dated codes; a code is always read as of a day,
 * because codes of former communes were given to present ones. Knows no accounts and no fees.
 */
@NullMarked
package vn.phigate.gateway.agencies;

import org.jspecify.annotations.NullMarked;
