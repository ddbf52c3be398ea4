package vn.phigate.month;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import vn.phigate.month.Month.Line;

/** What a bank says about an account from one day to another, both included. */
record Statement(String bin, String account, LocalDate from, LocalDate to, long openingVnd, List<Line> lines) {
    long closingVnd() {
        return openingVnd + lines.stream().mapToLong(Line::amountVnd).sum();
    }

    /** The same with what came after it, as a bank gives it to whoever asks for both. */
    Statement with(Statement next) {
        var both = new ArrayList<>(lines);
        both.addAll(next.lines);
        return new Statement(bin, account, from, next.to, openingVnd, both);
    }
}
