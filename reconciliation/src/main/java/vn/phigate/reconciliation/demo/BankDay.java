package vn.phigate.reconciliation.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One account's day at its bank; its figures are the control against which the services' figures are held. */
final class BankDay {
    final String bin;
    final String number;
    final String holder;
    final LocalDate businessDay;
    final long openingVnd;
    private final List<BankLine> lines = new ArrayList<>();

    BankDay(String bin, String number, String holder, LocalDate businessDay, long openingVnd) {
        this.bin = bin;
        this.number = number;
        this.holder = holder;
        this.businessDay = businessDay;
        this.openingVnd = openingVnd;
    }

    /** As in {@code POST /v1/closings}. */
    String account() {
        return bin + "-" + number;
    }

    void add(BankLine line) {
        lines.add(line);
    }

    /** In the order of booking; equal instants by narrative, so that the file's bytes never depend on chance. */
    List<BankLine> lines() {
        return lines.stream()
                .sorted(Comparator.comparing(BankLine::bookedAt)
                        .thenComparing(BankLine::narrative)
                        .thenComparing(BankLine::amountVnd))
                .toList();
    }

    long creditVnd() {
        return lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(amount -> amount > 0)
                .sum();
    }

    /** A positive figure. */
    long debitVnd() {
        return -lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(amount -> amount < 0)
                .sum();
    }

    long closingVnd() {
        return openingVnd + creditVnd() - debitVnd();
    }

    long settlingLines() {
        return lines.stream().filter(BankLine::settles).count();
    }

    /** The line's own mark at this bank, the same in every run. */
    String reference(int index) {
        return "%04d.%05d".formatted(businessDay.getDayOfYear() + 5000, 10_000 + index);
    }
}
