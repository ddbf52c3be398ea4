package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.tabular.Layout.Role;
import vn.phigate.reconciliation.statements.tabular.Layout.Sides;
import vn.phigate.reconciliation.statements.tabular.Numbers.Amount;

/** A row of the table, read or set aside. Both may know the balance after it, so that one bad row does not break the chain of the others. */
sealed interface Entry {
    @Nullable
    BigDecimal balance();

    record Good(
            LocalDate bookedOn,
            @Nullable LocalDate valueOn,
            boolean credit,
            BigDecimal amount,
            @Nullable BigDecimal balance,
            Set<Character> styles,
            String narrative,
            @Nullable String reference,
            @Nullable String counterpartyName,
            @Nullable String counterpartyAccount)
            implements Entry {
        BigDecimal signed() {
            return credit ? amount : amount.negate();
        }
    }

    record Bad(Finding finding, @Nullable BigDecimal balance) implements Entry {}

    /** @param above booking day of the row above, for banks that leave it blank when it is the same */
    static Entry read(Row row, Columns columns, Layout layout, boolean date1904, @Nullable LocalDate above) {
        if (columns.overflows(row)) {
            Cell last = row.cells().getLast();
            return new Bad(
                    Finding.flag(
                            row.line(),
                            "",
                            last.text(),
                            "row_unreadable",
                            "Dòng " + row.line()
                                    + " có nhiều ô hơn dòng tiêu đề (thường do dấu phẩy không nằm trong nháy kép). Để riêng dòng này.",
                            "Row " + row.line()
                                    + " has more cells than the header (mostly a comma outside quotes). It is set aside."),
                    null);
        }
        Set<Character> styles = new TreeSet<>();
        Cell balanceCell = columns.cell(row, Role.BALANCE);
        Amount balance = balanceCell.isBlank() ? null : layout.numbers().read(balanceCell);
        note(styles, balance);
        BigDecimal balanceValue = balance == null ? null : balance.value();
        if (balance == null && !balanceCell.isBlank()) {
            return new Bad(unreadableAmount(row, "số dư", "balance", balanceCell), null);
        }
        Cell dateCell = columns.cell(row, Role.DATE);
        Days.Led led = layout.dateHasReference() ? Days.led(dateCell, layout.dates(), date1904) : null;
        LocalDate bookedOn = led != null
                ? led.day()
                : dateCell.isBlank() && layout.blankDateIsAbove()
                        ? above
                        : Days.read(dateCell, layout.dates(), date1904);
        if (bookedOn == null) {
            return new Bad(
                    dateCell.isBlank()
                            ? Finding.flag(
                                    row.line(),
                                    "date",
                                    "",
                                    "date_missing",
                                    "Dòng " + row.line() + " có số tiền nhưng không có ngày. Để riêng dòng này.",
                                    "Row " + row.line() + " has an amount but no day. It is set aside.")
                            : Finding.flag(
                                    row.line(),
                                    "date",
                                    dateCell.text(),
                                    "date_impossible",
                                    "Dòng " + row.line() + ": “" + dateCell.text()
                                            + "” không phải ngày theo mẫu đã khai báo. Để riêng dòng này.",
                                    "Row " + row.line() + ": “" + dateCell.text()
                                            + "” is no day in the declared patterns. The row is set aside."),
                    balanceValue);
        }
        Cell valueCell = columns.cell(row, Role.VALUE_DATE);
        LocalDate valueOn = valueCell.isBlank() ? null : Days.read(valueCell, layout.dates(), date1904);
        Movement movement = Movement.read(row, columns, layout, styles);
        if (movement.fault() != null) {
            return new Bad(movement.fault(), balanceValue);
        }
        return new Good(
                bookedOn,
                valueOn,
                movement.credit() != (layout.sides() == Sides.TURNED),
                movement.amount(),
                balanceValue,
                styles,
                columns.cell(row, Role.NARRATIVE).text().strip(),
                led != null
                                && !led.rest().isEmpty()
                                && columns.cell(row, Role.REFERENCE).isBlank()
                        ? led.rest()
                        : text(columns.cell(row, Role.REFERENCE)),
                text(columns.cell(row, Role.COUNTERPARTY_NAME)),
                text(columns.cell(row, Role.COUNTERPARTY_ACCOUNT)));
    }

    /** Whether the row has a negative amount in the column debit or credit. */
    static boolean hasNegativeSide(Row row, Columns columns, Layout layout) {
        return Stream.of(Role.DEBIT, Role.CREDIT)
                .map(side -> layout.numbers().read(columns.cell(row, side)))
                .anyMatch(amount -> amount != null && amount.value().signum() < 0);
    }

    /** Which way the money went and how much, or why that cannot be said. */
    record Movement(
            boolean credit, BigDecimal amount, @Nullable Finding fault) {
        private static Movement read(Row row, Columns columns, Layout layout, Set<Character> styles) {
            Numbers numbers = layout.numbers();
            if (columns.has(Role.AMOUNT)) {
                return ofOneColumn(row, columns, layout, styles);
            }
            Cell debitCell = columns.cell(row, Role.DEBIT);
            Cell creditCell = columns.cell(row, Role.CREDIT);
            boolean minus = layout.sides() == Sides.SIGNED || layout.sides() == Sides.TAKEN_BACK;
            BigDecimal debit = side(debitCell, numbers, styles, minus);
            if (debit == null) {
                return fault(unreadableAmount(row, "ghi nợ", "debit", debitCell));
            }
            BigDecimal credit = side(creditCell, numbers, styles, minus);
            if (credit == null) {
                return fault(unreadableAmount(row, "ghi có", "credit", creditCell));
            }
            if ((debit.signum() == 0) == (credit.signum() == 0)) {
                String value = debitCell.text() + " | " + creditCell.text();
                return fault(Finding.flag(
                        row.line(),
                        "debit, credit",
                        value,
                        "row_unreadable",
                        "Dòng " + row.line() + " phải có đúng một trong hai cột ghi nợ, ghi có. Để riêng dòng này.",
                        "Row " + row.line() + " must have exactly one of debit and credit. It is set aside."));
            }
            boolean isCredit = credit.signum() != 0;
            BigDecimal amount = isCredit ? credit : debit;
            boolean back = amount.signum() < 0 && layout.sides() == Sides.TAKEN_BACK;
            return new Movement(isCredit != back, amount.abs(), null);
        }

        private static Movement ofOneColumn(Row row, Columns columns, Layout layout, Set<Character> styles) {
            Cell cell = columns.cell(row, Role.AMOUNT);
            Amount amount = layout.numbers().read(cell);
            if (amount == null || amount.value().signum() == 0) {
                return fault(unreadableAmount(row, "số tiền", "amount", cell));
            }
            note(styles, amount);
            if (!columns.has(Role.SIGN)) {
                return new Movement(amount.value().signum() > 0, amount.value().abs(), null);
            }
            String sign = columns.cell(row, Role.SIGN).text().strip();
            Boolean credit = layout.signs().credit(sign);
            if (amount.value().signum() < 0 || credit == null) {
                return fault(Finding.flag(
                        row.line(),
                        "sign",
                        sign,
                        "direction_unreadable",
                        "Dòng " + row.line() + " không ghi rõ tiền vào hay ra (+ hoặc -). Để riêng dòng này.",
                        "Row " + row.line()
                                + " does not say whether money came in or went out (+ or -). It is set aside."));
            }
            return new Movement(credit, amount.value(), null);
        }

        private static Movement fault(Finding fault) {
            return new Movement(false, BigDecimal.ZERO, fault);
        }

        /** Zero for a blank or a dash; null for what is no amount, and for a negative one where that is none. */
        private static @Nullable BigDecimal side(Cell cell, Numbers numbers, Set<Character> styles, boolean minus) {
            if (cell.isBlank() || cell.text().strip().equals("-")) {
                return BigDecimal.ZERO;
            }
            Amount amount = numbers.read(cell);
            note(styles, amount);
            return amount == null || (amount.value().signum() < 0 && !minus) ? null : amount.value();
        }
    }

    private static void note(Set<Character> styles, @Nullable Amount amount) {
        if (amount != null && amount.style() != 0) {
            styles.add(amount.style());
        }
    }

    private static @Nullable String text(Cell cell) {
        return cell.isBlank() ? null : cell.text().strip();
    }

    private static Finding unreadableAmount(Row row, String column, String columnEn, Cell cell) {
        return Finding.flag(
                row.line(),
                columnEn,
                cell.text(),
                "amount_unreadable",
                "Dòng " + row.line() + ", cột " + column + ": “" + cell.text()
                        + "” không phải số tiền đọc được một cách duy nhất. Để riêng dòng này.",
                "Row " + row.line() + ", " + columnEn + ": “" + cell.text()
                        + "” is no amount with one single reading. The row is set aside.");
    }
}
