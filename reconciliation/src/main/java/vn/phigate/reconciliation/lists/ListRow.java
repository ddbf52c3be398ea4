package vn.phigate.reconciliation.lists;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a list.
 *
 * @param line of the text file, or row of the sheet
 * @param dossier the code as written, upper case; null on a receipt that names none or several
 * @param compact the code without dots and dashes
 * @param amountVnd whole đồng, above 0
 * @param number of the receipt; null for fees
 * @param method cash or transfer; null when the list does not say
 * @param slip code of the deposit slip with which a desk brings its cash to the bank
 * @param agency code of the agency as the list has it
 */
public record ListRow(
        long line,
        @Nullable String dossier,
        @Nullable String compact,
        LocalDate day,
        long amountVnd,
        @Nullable String number,
        @Nullable String serial,
        @Nullable String method,
        @Nullable String slip,
        @Nullable String agency,
        boolean cancelled) {}
