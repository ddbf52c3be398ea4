/**
 * The catalogue: procedures, their fee items (FEE = phí, CHARGE = lệ phí), and the price of each item per channel and day with its legal
 * basis. Prices are rows with validity, never code. Knows no agencies and no accounts.
 */
@NullMarked
package vn.phigate.gateway.procedures;

import org.jspecify.annotations.NullMarked;
