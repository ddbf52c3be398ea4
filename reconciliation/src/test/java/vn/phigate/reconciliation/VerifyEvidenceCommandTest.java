package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.RetiredKeys;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.vnpay.VnpayMessages;
import vn.phigate.testsupport.Database;

/** The exit code is what a nightly job looks at. */
@Database
class VerifyEvidenceCommandTest {
    private static final Path SETTINGS = Path.of(System.getProperty("phigate.root", ".."), "config", "gateway.yaml");

    private final Db db;
    private final DbSettings database;

    VerifyEvidenceCommandTest(Db db, DbSettings database) {
        this.db = db;
        this.database = database;
    }

    private void keep(UUID id, String transaction, String secret) {
        var fields = new TreeMap<String, String>();
        fields.put("vnp_Amount", "3000000");
        fields.put("vnp_ResponseCode", "00");
        fields.put("vnp_TmnCode", "HNIFEE01");
        fields.put("vnp_TransactionNo", transaction);
        fields.put("vnp_TransactionStatus", "00");
        fields.put("vnp_TxnRef", "NOORDER");
        byte[] query = VnpayMessages.payUrl("", fields, secret).substring(1).getBytes(StandardCharsets.UTF_8);
        db.run("""
                insert into gateway.evidence (id, provider, source, content_hash, content, key_id, verdict, received_at, last_received_at)
                values (?, 'vnpay', 'callback', sha256(?), ?, 'HNIFEE01', 'unknown_order', now(), now())
                """, id, query, query);
    }

    private record Said(int exit, String text) {}

    private Said verify(RetiredKeys retired) {
        var bytes = new ByteArrayOutputStream();
        int exit = VerifyEvidenceCommand.verify(
                GatewaySettings.read(SETTINGS),
                retired,
                database,
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Said(exit, bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void exitsOneAndNamesTheRow_onlyWhenASignatureDoesNotHold() {
        keep(new UUID(1, 1), "1", "HANOITESTSECRET0001ABCDEFGHJKLMN");
        Said holds = verify(RetiredKeys.read(SETTINGS));
        assertThat(holds.exit).as(holds.text).isZero();
        assertThat(holds.text).contains("vnpay callback", "HOLDS");

        keep(new UUID(1, 2), "2", "the-secret-of-last-year");
        Said broken = verify(RetiredKeys.read(SETTINGS));
        assertThat(broken.exit).as(broken.text).isEqualTo(1);
        assertThat(broken.text).contains("WRONG  vnpay callback  " + new UUID(1, 2));

        var old = new RetiredKeys.Key("vnpay", "HNIFEE01", "the-secret-of-last-year", "", "");
        assertThat(verify(new RetiredKeys(List.of(old))).exit).isZero();
    }
}
