package vn.phigate.month;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Money that will move on an account.
 *
 * @param named what the payer means to write
 * @param damage what becomes of the first of it
 */
record Move(int number, LocalDate day, Account account, long amountVnd, List<Name> named, Damage damage, Truth truth) {

    record Account(String bin, String number) {}

    /** A code that somebody writes: a dossier's, or the reference of an order that is known only once it is opened. */
    record Name(@Nullable String dossier, int order) {
        static Name dossier(String code) {
            return new Name(code, -1);
        }

        static Name order(int number) {
            return new Name(null, number);
        }
    }

    enum Damage {
        NONE,
        ONE_FAULT,
        TWO_FAULTS,
        CUT
    }
}
