/**
 * Reads the settlement files of payment providers: which payments a pay-out is made of, gross, fee and net of each, and what the provider
 * states about the whole. Vipps' XML, separated text with or without record words, and fixed-width records with a trailer, the last two by layouts
 * that an operator declares in {@code config/settlements}. Every stated count, sum and checksum is recomputed. Read and never booked as statements.
 */
@NullMarked
package vn.phigate.reconciliation.statements.settlement;

import org.jspecify.annotations.NullMarked;
