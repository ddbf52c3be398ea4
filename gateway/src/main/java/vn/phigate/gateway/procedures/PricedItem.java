package vn.phigate.gateway.procedures;

import org.jspecify.annotations.Nullable;

/**
 * A fee item with its price on one day through one channel.
 *
 * @param amountVnd whole đồng for one unit, 0 when the law says 0
 * @param unit what one unit is (bản, trường hợp, …); null when it is once per dossier
 * @param legalBasis the text the price stands on
 */
public record PricedItem(long feeItemId, Kind kind, String name, long amountVnd, @Nullable String unit, String legalBasis) {}
