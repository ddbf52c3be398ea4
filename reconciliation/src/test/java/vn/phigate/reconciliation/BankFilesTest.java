package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.testsupport.Database;

/** What {@code import --bank-files} does with each kind of file, in a seeded city. */
@Database
class BankFilesTest {
    private static final Path CONFIG = Path.of(System.getProperty("phigate.root", ".."), "config");
    private static final LocalDate DAY = LocalDate.of(2025, 7, 18);
    private static final String STATEMENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M</MsgId><CreDtTm>2025-07-19T01:00:00</CreDtTm></GrpHdr>
            <Stmt><Id>S</Id><Acct><Id><Othr><Id>%s</Id></Othr></Id><Ccy>VND</Ccy></Acct>
            <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">0</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-07-18</Dt></Dt></Bal>
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">30000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-07-18</Dt></Dt></Bal>
            <Ntry><Amt Ccy="VND">30000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2025-07-18</Dt></BookgDt>
            <AcctSvcrRef>FT1</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>khong ro</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
            </Stmt></BkToCstmrStmt></Document>
            """;
    private static final String SETTLEMENT = """
            STT,Mã giao dịch VNPAY,Mã tham chiếu,Thời gian giao dịch,Số tiền,Phí,Thực nhận
            1,T1,HPUNKNOWN1,2025-07-17 08:01:00,30000,330,29670
            Tổng cộng,,,,30000,330,29670
            """;

    @Test
    void takesStatementsAndSettlements_andOnlyLooksWhenAsked(Db db, @TempDir Path folder) throws IOException {
        new SeedCity(db, CONFIG.resolve("seeds"), line -> {}).runIfEmpty("01");
        var settings = GatewaySettings.read(CONFIG.resolve("gateway.yaml")).sandboxIn(folder);
        var clock = new CityClock(InstantSource.fixed(Instant.parse("2025-07-19T01:00:00Z")));
        try (Gateway gateway = new Gateway(settings, db, clock)) {
            var files = new BankFiles(db, ReconciliationServer.service(gateway, CONFIG));
            CollectionAccount account =
                    gateway
                            .accounts()
                            .ofAgency(
                                    db, gateway.agencies().get(db, "00004", DAY).id())
                            .stream()
                            .filter(each -> each.status().equals("active"))
                            .findFirst()
                            .orElseThrow();
            Path statement = Files.writeString(folder.resolve("sao-ke.xml"), STATEMENT.formatted(account.number()));
            Path settlement = Files.writeString(folder.resolve("quyet-toan.csv"), SETTLEMENT);

            assertThat(files.take(statement, true, "test").taken()).isTrue();
            assertThat(files.take(settlement, true, "test").taken()).isTrue();
            assertThat(count(db, "statement_file") + count(db, "settlement_file"))
                    .as("a look keeps nothing")
                    .isZero();

            assertThat(files.take(statement, false, "test").text())
                    .startsWith("camt.053")
                    .contains("1 dòng / lines");
            assertThat(files.take(settlement, false, "test").text())
                    .contains("vnpay-csv, 1 lô / batches, 1 dòng / rows")
                    .doesNotContain("there before");
            assertThat(files.take(settlement, false, "test").text()).contains("there before");
            assertThat(count(db, "statement_line")).isEqualTo(1);
            assertThat(count(db, "settlement_batch")).isEqualTo(1);

            BankFiles.Told wrongSum = files.take(
                    Files.writeString(
                            folder.resolve("sai.csv"),
                            SETTLEMENT.replace("T1,HPUNKNOWN1", "T2,HP2").replace(",,,,30000", ",,,,30001")),
                    false,
                    "test");
            assertThat(wrongSum.taken()).isFalse();
            assertThat(wrongSum.findings()).isNotEmpty();
            BankFiles.Told nothing =
                    files.take(Files.writeString(folder.resolve("thu.txt"), "xin chào"), false, "test");
            assertThat(nothing.taken()).isFalse();
            assertThat(nothing.text()).containsPattern("^[a-z_]+: ");
        }
    }

    private static long count(Db db, String table) {
        return db.get("select count(*) as items from reconciliation." + table)
                .orElseThrow()
                .whole("items");
    }
}
