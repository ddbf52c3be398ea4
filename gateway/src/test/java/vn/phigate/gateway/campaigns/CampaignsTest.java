package vn.phigate.gateway.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.testsupport.Database;

/** The days of July 2025: register by the 22nd, configured by the 25th. */
@Database
class CampaignsTest {
    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Campaigns campaigns;
    private Instant now = Instant.parse("2025-07-18T02:00:00Z");

    CampaignsTest(Db db) {
        this.db = db;
        var audit = new Audit(() -> now);
        this.agencies = new Agencies(audit, () -> now);
        this.accounts = new Accounts(agencies, new RegistryRules(Duration.ofHours(24), false, false), audit, () -> now);
        this.campaigns = new Campaigns(agencies, accounts.notices(), audit, () -> now);
    }

    @Test
    void progressFollowsTheRegistry_andOnlyTheLateAreTold() {
        Agency quick = agency("C1", "Phường Nhanh");
        Agency slow = agency("C2", "Phường Chậm");
        Agency never = agency("C3", "=Phường Không");
        Campaign campaign = db.inTransaction(tx -> campaigns.create(
                tx,
                new Campaigns.NewCampaign(
                        "Đợt tháng 7",
                        "CV 123",
                        LocalDate.of(2025, 7, 22),
                        LocalDate.of(2025, 7, 25),
                        List.of("C1", "C2", "C3", "C1"),
                        null),
                "admin"));
        assertThat(stages(campaign)).containsExactly("nothing", "nothing", "nothing");
        assertThat(campaigns.remind(db)).isZero();

        at("2025-07-19T02:00:00Z");
        assertThat(campaigns.remind(db)).isEqualTo(3);
        assertThat(campaigns.remind(db)).isZero();
        UUID account = db.inTransaction(tx -> accounts.register(
                        tx,
                        new Accounts.NewAccount(
                                quick.id(), "970432", "19000000000001", "UBND PHUONG NHANH", now, null, null, false),
                        "maker")
                .id());
        assertThat(stages(campaign)).containsExactly("nothing", "nothing", "nothing");
        db.inTransactionDo(tx -> accounts.submit(tx, account, "maker"));
        assertThat(stages(campaign)).containsExactly("registered", "nothing", "nothing");
        db.inTransactionDo(tx -> accounts.approve(tx, account, Accounts.Acknowledged.NOTHING, "checker"));
        assertThat(stages(campaign)).containsExactly("approved", "nothing", "nothing");
        at("2025-07-20T02:00:01Z");
        accounts.passTime(db);
        assertThat(stages(campaign)).containsExactly("active", "nothing", "nothing");
        db.inTransactionDo(tx -> accounts.approveAssignment(
                tx,
                accounts.propose(
                                tx,
                                new Accounts.NewAssignment(quick.id(), null, Kind.FEE, account, now, null, "r"),
                                "maker")
                        .id(),
                "checker"));
        assertThat(stages(campaign)).containsExactly("configured", "nothing", "nothing");

        // Three distances went by in one night: told once, by the latest.
        at("2025-07-23T02:00:00Z");
        assertThat(campaigns.remind(db)).isEqualTo(2);
        assertThat(told(quick)).containsExactly("campaign_reminder");
        assertThat(told(never)).containsExactly("campaign_overdue", "campaign_reminder");
        var bound = new Caller("quick", Set.of(Role.MAKER), false, Set.of(quick.code()));
        assertThat(campaigns.reminders(db, campaign.id(), bound, 100))
                .extracting(Campaigns.Reminder::agency)
                .containsExactly(quick.code());
        List<Progress> all = campaigns.progress(db, campaign.id());
        assertThat(all.get(0).overdue(campaign, campaigns.today())).isFalse();
        assertThat(all.get(2).overdue(campaign, campaigns.today())).isTrue();
        assertThat(all.get(2).daysLateToRegister(campaign, campaigns.today())).isEqualTo(1);

        // Late is late, also when it is done at last.
        db.inTransactionDo(tx -> accounts.submit(
                tx,
                accounts.register(
                                tx,
                                new Accounts.NewAccount(
                                        slow.id(),
                                        "970432",
                                        "19000000000002",
                                        "UBND PHUONG CHAM",
                                        now,
                                        null,
                                        null,
                                        false),
                                "maker")
                        .id(),
                "maker"));
        at("2025-07-30T02:00:00Z");
        Progress late = campaigns.progress(db, campaign.id()).get(1);
        assertThat(late.daysLateToRegister(campaign, campaigns.today())).isEqualTo(1);
        assertThat(late.daysLateToConfigure(campaign, campaigns.today())).isEqualTo(5);

        String csv = new String(
                ProgressCsv.write(campaign, campaigns.progress(db, campaign.id()), campaigns.today()),
                StandardCharsets.UTF_8);
        assertThat(csv.lines().toList())
                .containsExactly(
                        "\uFEFFagency,name,stage,registered_on,approved_on,active_on,configured_on,days_late_to_register,days_late_to_configure,overdue",
                        "C1,Phường Nhanh,configured,2025-07-19,2025-07-19,2025-07-20,2025-07-20,0,0,false",
                        "C2,Phường Chậm,registered,2025-07-23,,,,1,5,true",
                        "C3,'=Phường Không,nothing,,,,,8,5,true");
    }

    @Test
    void cellCannotBeAFormula() {
        for (String cell : List.of(
                "=HYPERLINK(\"http://x\")",
                "+84 24",
                "-2",
                "@SUM(A1)",
                "  =1+1",
                "\t=1",
                "\r=1",
                "\uFF1D1+1",
                "|cmd",
                "%0A=1")) {
            assertThat(CsvExport.harmless(cell)).isEqualTo("'" + cell);
        }
        for (String cell : List.of("", "Phường A = B", "00004", "Xã +", "A-B")) {
            assertThat(CsvExport.harmless(cell)).isEqualTo(cell);
        }
    }

    private Agency agency(String code, String name) {
        return db.inTransaction(tx -> agencies.create(
                tx,
                new Agencies.NewAgency(code, "commune", name, null, null, null, false, LocalDate.of(2025, 7, 1)),
                "admin"));
    }

    private void at(String instant) {
        now = Instant.parse(instant);
    }

    private List<String> stages(Campaign campaign) {
        return campaigns.progress(db, campaign.id()).stream()
                .map(p -> p.stage().text())
                .toList();
    }

    private List<String> told(Agency agency) {
        return accounts.notices().list(db, agency.id(), null, null, 50).stream()
                .map(n -> n.kind())
                .filter(kind -> kind.startsWith("campaign"))
                .toList();
    }
}
