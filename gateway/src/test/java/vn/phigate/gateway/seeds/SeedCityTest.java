package vn.phigate.gateway.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.PricedItem;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.testsupport.Database;

@Database
class SeedCityTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 1);

    @Test
    void everyFeeOfEveryAgencyGoesSomewhere(Db db) {
        var told = new ArrayList<String>();
        Path seeds = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds");
        new SeedCity(db, seeds, told::add).runIfEmpty("01");
        assertThat(told).isNotEmpty();

        InstantSource clock = InstantSource.fixed(Instant.parse("2025-06-30T17:00:00Z"));
        List<Agency> agencies = new Agencies(new Audit(clock), clock).list(db, DAY, "", 1000);
        assertThat(agencies).hasSize(138);
        assertThat(agencies.stream().filter(a -> a.kind().equals("commune")))
                .hasSize(126)
                .noneMatch(Agency::sample);
        assertThat(agencies).extracting(Agency::name).doesNotHaveDuplicates();
        var procedures = new Procedures(new Audit(clock));
        List<Procedure> catalogue = procedures.list(db, "", 1000);
        assertThat(catalogue).hasSize(47).allMatch(Procedure::sample);

        var accounts =
                new Accounts(new Agencies(new Audit(clock), clock), RegistryRules.SANDBOX, new Audit(clock), clock);
        int priced = 0;
        for (Procedure procedure : catalogue) {
            for (Channel channel : Channel.values()) {
                assertThat(procedures.priced(db, procedure.code(), channel, DAY))
                        .allSatisfy(item -> assertThat(
                                        item.charge(1, Map.of(), Set.of()).amountVnd())
                                .isNotNegative());
            }
            List<PricedItem> items = procedures.priced(db, procedure.code(), Channel.ONLINE, DAY);
            priced += items.size();
            for (Agency agency : agencies) {
                for (PricedItem item : items) {
                    assertThat(accounts.resolve(
                                    db, agency.id(), procedure.code(), item.kind(), clock.instant(), clock.instant()))
                            .as("%s %s %s", agency.code(), procedure.code(), item.kind())
                            .isPresent();
                }
            }
        }
        assertThat(priced).isPositive();
        assertThat(accounts.active(db))
                .extracting(account -> account.key())
                .doesNotHaveDuplicates()
                .hasSize(139);

        int before = told.size();
        new SeedCity(db, seeds, told::add).runIfEmpty("01");
        assertThat(told).as("seeded once").hasSize(before);
    }
}
