package vn.phigate.gateway.providers;

import java.util.List;

/**
 * What an order is for, for providers that want to know.
 *
 * @param dossiers their codes
 * @param procedureCode of the first dossier; all of them when {@code alike}
 * @param agencyCode of the first dossier, as of the day it was received
 * @param alike whether all dossiers are of one procedure at one agency
 * @param holder of the receiving account
 * @param payerName empty when it is not known
 * @param items whole đồng each; their sum is the order's amount
 */
public record Bill(
        List<String> dossiers,
        String procedureCode,
        String procedureName,
        String agencyCode,
        String agencyName,
        boolean alike,
        String holder,
        String payerName,
        List<Item> items) {
    /** @param charge true for lệ phí, false for phí */
    public record Item(long feeItem, boolean charge, String name, long amountVnd) {}

    /** Where a provider finds the bill of an order that is committed; never inside a transaction. */
    @FunctionalInterface
    public interface Source {
        Bill of(String provider, String orderId);
    }
}
