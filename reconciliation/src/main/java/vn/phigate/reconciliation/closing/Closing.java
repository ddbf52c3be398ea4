package vn.phigate.reconciliation.closing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;

/**
 * A day of an account, prepared or closed.
 *
 * @param account {@code <bin>-<number>}
 * @param status prepared: one person signed; closed: two did, and nothing changes any more
 * @param preparedBy the first signature
 * @param closedBy the second, of another person; null until closed
 * @param previousHash of the day before in the account's chain; null on its first day and until closed
 * @param hash lower-case hex of the SHA-256 of the proof; null until closed
 */
public record Closing(
        UUID id,
        UUID accountId,
        String account,
        LocalDate businessDay,
        String status,
        DayContent content,
        String preparedBy,
        Instant preparedAt,
        @Nullable String closedBy,
        @Nullable Instant closedAt,
        @Nullable String previousHash,
        @Nullable String hash) {

    public boolean closed() {
        return status.equals("closed");
    }

    /** The sums of the day as one adds them up by hand, in Vietnamese. */
    public String identity() {
        return "Số dư đầu " + MoneyText.vietnamese(content.openingVnd()) + " + tiền vào "
                + MoneyText.vietnamese(content.creditTotalVnd())
                + " − tiền ra " + MoneyText.vietnamese(content.debitTotalVnd()) + " = số dư cuối "
                + MoneyText.vietnamese(content.closingVnd()) + ". Các nhóm: " + buckets(MoneyText::vietnamese) + ".";
    }

    /** The same in English. */
    public String identityEn() {
        return "Opening " + MoneyText.english(content.openingVnd()) + " + in "
                + MoneyText.english(content.creditTotalVnd()) + " − out "
                + MoneyText.english(content.debitTotalVnd()) + " = closing " + MoneyText.english(content.closingVnd())
                + ". Buckets: "
                + buckets(MoneyText::english) + ".";
    }

    private String buckets(LongFunction<String> money) {
        String sum = content.buckets().stream()
                .map(b -> b.bucket() + " (" + b.count() + ") " + money.apply(b.amountVnd()))
                .collect(Collectors.joining(" + "));
        return (sum.isEmpty() ? "" : sum + " = ") + money.apply(content.netVnd());
    }
}
