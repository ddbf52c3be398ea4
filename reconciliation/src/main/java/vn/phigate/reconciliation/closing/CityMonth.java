package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.income.Score766;

/**
 * A month of the whole city.
 *
 * @param accounts every account that moved in the month, with the hash of its own month
 * @param quiet accounts that fees are paid into and that no statement, line or awaited payment names in the month
 * @param cityDays the city's closed days of the month
 * @param sums over all accounts: opening + parts = closing
 */
public record CityMonth(
        String month,
        List<Account> accounts,
        List<String> quiet,
        List<CityDayHash> cityDays,
        List<Term> sums,
        AccountMonth.Remittance remittance,
        Score766.Result online) {

    public record Account(String account, UUID closing, String hash, long openingVnd, long closingVnd) {}

    public record CityDayHash(LocalDate businessDay, String hash) {}
}
