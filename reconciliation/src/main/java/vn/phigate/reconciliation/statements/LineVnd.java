package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What becomes of one entry of a file in the books: a line of whole đồng, nothing, or a finding. */
sealed interface LineVnd {
    /** Ten trillion đồng: far above any transfer into a fee account; more is a misread number. */
    BigDecimal MOST = BigDecimal.valueOf(10_000_000_000_000L);

    record Booked(LocalDate on, long amountVnd) implements LineVnd {}

    /** Pending or informative: the bank has not booked it, so neither do we. */
    record NotYet() implements LineVnd {}

    record SetAside(Finding why) implements LineVnd {}

    /** @param turned the statement's balances hold only when reversals count against their mark (see {@link StatementSummary}) */
    static LineVnd of(ReadLine line, boolean turned) {
        if (!line.booked()) {
            return new NotYet();
        }
        if (!line.currency().isEmpty() && !line.currency().equals("VND")) {
            return setAside(
                    line,
                    "currency",
                    line.currency(),
                    "currency_not_vnd",
                    "bằng " + line.currency() + "; tài khoản thu chỉ nhận đồng.",
                    "is in " + line.currency() + "; a collection account takes đồng only.");
        }
        Long amount = whole(line.amount(), MOST);
        if (amount == null) {
            return setAside(
                    line,
                    "amount",
                    line.amount().toPlainString(),
                    "amount_not_whole",
                    "có số tiền " + line.amount().toPlainString() + ", không phải số đồng nguyên trong giới hạn.",
                    "has the amount " + line.amount().toPlainString() + ", no whole number of đồng within the limit.");
        }
        LocalDate day = line.bookedOn();
        if (day == null) {
            return setAside(
                    line,
                    "booked_on",
                    "",
                    "day_missing",
                    "không có ngày ghi sổ dùng được.",
                    "has no usable booking day.");
        }
        boolean in = turned && line.reversal() ? !line.credit() : line.credit();
        return new Booked(day, in ? amount : -amount);
    }

    /** Null when it is no whole number, or larger than {@code most}. */
    static @Nullable Long whole(BigDecimal amount, BigDecimal most) {
        if (amount.abs().compareTo(most) > 0 || amount.stripTrailingZeros().scale() > 0) {
            return null;
        }
        return amount.longValueExact();
    }

    private static LineVnd setAside(ReadLine line, String field, String value, String rule, String vi, String en) {
        return new SetAside(Finding.flag(
                line.fileLine(),
                field,
                value,
                rule,
                "Bút toán thứ " + line.position() + " " + vi
                        + " Để riêng, không ghi sổ; ngày này chưa chốt được cho đến khi có tệp đúng.",
                "Entry " + line.position() + " " + en
                        + " It is set aside and not booked; the day cannot be closed before a right file comes."));
    }
}
