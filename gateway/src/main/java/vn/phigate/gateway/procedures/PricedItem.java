package vn.phigate.gateway.procedures;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.platform.http.HttpProblem;

/**
 * A fee item with its price on one day through one channel.
 *
 * @param unit what one unit is (bản, trường hợp, …); null when it is once per dossier
 * @param note tiers or conditions in words; null when there are none
 * @param legalBasis the text the price stands on
 * @param reliefs what the law takes off for some payers that day through that channel
 * @param terms null when none are recorded
 */
public record PricedItem(
        long feeItemId,
        Kind kind,
        String name,
        @Nullable String unit,
        Price price,
        @Nullable String note,
        String legalBasis,
        List<Relief> reliefs,
        @Nullable Terms terms) {

    /**
     * What one dossier owes for this item.
     *
     * @param amountVnd 0 when the law says 0 or exempts the payer
     * @param legalBasis of the price, and of the relief when there is one
     * @param computation how the amount came about, in Vietnamese
     */
    public record Charge(long amountVnd, String legalBasis, String computation) {}

    /**
     * @param units from 1
     * @param quantities by name, what formulas and percentages ask for
     * @param groups codes of the groups the payer belongs to; of several reliefs the best one for the payer counts, they are not added
     * @throws vn.phigate.gateway.platform.http.Refusal when a quantity is missing or leads to an amount nobody can pay
     */
    public Charge charge(long units, Map<String, Long> quantities, Set<String> groups) {
        Price.Unit one = price.unit(quantities);
        Optional<Relief> relief = reliefs.stream()
                .filter(r -> groups.contains(r.group()) && r.reduced(one.amountVnd()) < one.amountVnd())
                .min(Comparator.<Relief>comparingLong(r -> r.reduced(one.amountVnd()))
                        .thenComparing(Relief::group));
        long reduced = relief.map(r -> r.reduced(one.amountVnd())).orElse(one.amountVnd());
        long amount = Math.multiplyExact(reduced, units);
        if (amount > Price.MOST_VND) {
            throw HttpProblem.field(
                    "quantities",
                    units,
                    "số tiền vượt quá 9.999.999.999 đồng.",
                    "the amount exceeds 9,999,999,999 đồng.");
        }
        String how = one.how()
                + relief.map(r -> "; giảm " + r.reduction() + " cho nhóm " + r.group() + ": "
                                + MoneyText.vietnamese(reduced))
                        .orElse("")
                + (units == 1
                        ? ""
                        : "; × " + units + (unit == null ? "" : " " + unit) + ": " + MoneyText.vietnamese(amount));
        return new Charge(
                amount, relief.map(r -> legalBasis + "; " + r.legalBasis()).orElse(legalBasis), how);
    }
}
