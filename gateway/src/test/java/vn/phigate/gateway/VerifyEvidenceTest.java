package vn.phigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.providers.CallbackDoor.Call;
import vn.phigate.gateway.providers.NoticeService.Endpoint;
import vn.phigate.gateway.providers.NoticeService.Secret;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.sepay.SepayNotices;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.testsupport.Database;

/** Every signature holds again, also after every key was changed; and what was tampered with is named. */
@Database
class VerifyEvidenceTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9/");
    private static final RetiredKeys NONE = new RetiredKeys(List.of());
    private static final RetiredKeys OLD = new RetiredKeys(List.of(
            key("vnpay", RunningGateway.TERMINAL, RunningGateway.SECRET, "", ""),
            key("momo", "MOMOTEST", "momo-old", "access", ""),
            key("zalopay", "2553", "zalopay-old", "", ""),
            key("dvcqg", "HNI01", "dvcqg-old", "", "A"),
            key("sepay", "default", BankCalls.SEPAY_SECRET, "", ""),
            key("payos", "default", BankCalls.PAYOS_SECRET, "", ""),
            key("casso", "default", BankCalls.CASSO_SECRET, "", "")));

    private static RunningGateway city;

    private static RetiredKeys.Key key(String provider, String of, String secret, String access, String generation) {
        return new RetiredKeys.Key(provider, of, secret, access, generation);
    }

    /** @param suffix of each secret: old or new */
    private static GatewaySettings settings(GatewaySettings s, boolean old) {
        String suffix = old ? "-old" : "-new";
        var wallets = new WalletSettings(
                new WalletSettings.Wallet<>(
                        NOWHERE,
                        NOWHERE,
                        List.of(new MomoMerchant(
                                "MOMOTEST", List.of(new MomoMerchant.Key("access", "momo" + suffix)), Set.of())),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(5)),
                new WalletSettings.Wallet<>(
                        NOWHERE,
                        NOWHERE,
                        List.of(new ZalopayApp(
                                2553, List.of(new ZalopayApp.Keys("key1", "zalopay" + suffix)), Set.of())),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(5)),
                Map.of(),
                Duration.ofSeconds(1));
        var dvcqg = new DvcqgSettings(
                NOWHERE,
                NOWHERE,
                Set.of("http://127.0.0.1:9"),
                "CONFIRM",
                "QUERY",
                List.of(),
                List.of("MaThamChieu", "SoTien", "TrangThaiGD"),
                List.of(new DvcqgSettings.Partner(
                        "HNI01", List.of(new DvcqgKey("d", DvcqgKey.Generation.A, "dvcqg" + suffix, true)), Set.of())),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                null);
        var banks = old
                ? BankCalls.services(true)
                : new BankNotices(
                        true,
                        List.of(
                                new SepayNotices(
                                        List.of(
                                                BankCalls.endpoint("default", "sepay-new"),
                                                new Endpoint(
                                                        "apikey",
                                                        List.of(),
                                                        List.of(new Secret("k", "another")),
                                                        null)),
                                        Duration.ofSeconds(300)),
                                new PayosNotices(List.of(BankCalls.endpoint("default", "payos-new"))),
                                new CassoNotices(
                                        List.of(BankCalls.endpoint("default", "casso-new")), Duration.ofSeconds(300))));
        var vnpay = s.vnpay();
        var changed = new GatewaySettings(
                s.city(),
                true,
                s.dataFolder(),
                s.publicUrl(),
                s.http(),
                null,
                old
                        ? vnpay
                        : new GatewaySettings.Vnpay(
                                vnpay.payUrl(),
                                vnpay.apiUrl(),
                                List.of(new VnpayTerminal(
                                        RunningGateway.TERMINAL, List.of(new VnpaySecret("n", "vnpay-new")))),
                                vnpay.orderWindow(),
                                vnpay.lateWindow(),
                                null),
                s.vietqrWindow(),
                s.returnHosts(),
                s.keys());
        return changed.with(wallets).with(new NationalPlatform(dvcqg)).with(banks);
    }

    @BeforeAll
    static void play(DbSettings database) {
        city = RunningGateway.start(database, s -> settings(s, true));
        Paying vnpay = city.pay("vnpay");
        assertThat(city.code(vnpay.success())).isEqualTo("00");
        // The wallets cannot be reached here: money for orders that nobody made is kept all the same.
        assertThat(post("momo", ProviderCalls.momo("MOMOTEST", "access", "momo-old", "NOORDER1", 30_000, 77, 0, ""))
                        .status())
                .isEqualTo(204);
        assertThat(post("zalopay", ProviderCalls.zalopay(2553, "zalopay-old", "250717_1", 30_000, 78))
                        .text())
                .contains("kept");
        assertThat(post("dvcqg", ProviderCalls.dvcqg("HNI01", "dvcqg-old", "NOORDER2", 30_000, "D1", "00"))
                        .text())
                .contains("Khong co giao dich");
        Paying transfer = city.pay("vietqr");
        var moved = new BankCalls.Moved(
                city.row(
                                "select number from gateway.collection_account where id = (select account_id from gateway.payment where id = ?)",
                                transfer.id())
                        .text("number"),
                30_000,
                "CT DEN " + transfer.reference(),
                "FT1",
                city.now());
        for (BankCalls.Call call : List.of(
                BankCalls.sepay(moved, city.now()), BankCalls.payos(moved), BankCalls.casso(moved, city.now()))) {
            assertThat(call.send(city.http()).status()).isEqualTo(200);
        }
        assertThat(new BankCalls.Call(
                                "/callbacks/sepay/apikey",
                                BankCalls.sepay(moved.withReference("FT2"), city.now())
                                        .body(),
                                "Authorization",
                                "Apikey " + BankCalls.API_KEY)
                        .send(city.http())
                        .status())
                .isEqualTo(200);
    }

    private static Http.Answer post(String provider, Call call) {
        return city.http().postRaw("/callbacks/" + provider, new String(call.body(), StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static VerifyEvidence.Answer check(boolean old, RetiredKeys retired) {
        return VerifyEvidence.check(city.db(), settings(city.gateway().settings(), old), retired);
    }

    @Test
    void everySignatureHolds_withTheKeysOfTheDay() {
        var answer = check(true, NONE);
        assertThat(answer.faults()).isEmpty();
        assertThat(answer.counts())
                .filteredOn(count -> count.verified() == 1)
                .extracting(VerifyEvidence.Count::kind)
                .containsExactly(
                        "casso callback",
                        "dvcqg callback",
                        "momo callback",
                        "payos callback",
                        "sepay callback",
                        "vnpay callback",
                        "zalopay callback");
    }

    /** A plain key in a header and our own words are no signature, and are not counted as one. */
    @Test
    void unsignedIsToldApart() {
        var answer = check(true, NONE);
        assertThat(answer.counts())
                .filteredOn(count -> count.notSigned() > 0)
                .extracting(VerifyEvidence.Count::kind)
                .contains("sepay callback", "vietqr callback");
        assertThat(answer.notSigned()).hasSize(2);
    }

    @Test
    void everySignatureHolds_afterEveryKeyWasChanged_withTheRetiredOnes() {
        assertThat(check(false, OLD).faults()).isEmpty();
        assertThat(check(false, NONE).faults())
                .hasSize(7)
                .filteredOn(fault -> !fault.kind().matches("(sepay|payos|casso) .*"))
                .allSatisfy(fault ->
                        assertThat(fault.why()).matches("it was signed under key [0-9a-f]{8} of .+retired_keys"));
    }

    /** Rows from before the secret was named. */
    @Test
    void oldRowsHoldByTrying() {
        try {
            city.owner().inTransactionDo(tx -> {
                tx.run("set local session_replication_role = replica");
                tx.run("update gateway.evidence set secret_id = null");
                assertThat(VerifyEvidence.check(tx, settings(city.gateway().settings(), false), OLD)
                                .faults())
                        .isEmpty();
                assertThat(VerifyEvidence.check(tx, settings(city.gateway().settings(), false), NONE)
                                .faults())
                        .hasSize(7);
                throw new Undone();
            });
        } catch (Undone undone) {
            return;
        }
        throw new AssertionError("not undone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content = overlay(content placing '\\x39'::bytea from 12)",
                "content = overlay(content placing '\\x39'::bytea from 12), content_hash = sha256(overlay(content placing '\\x39'::bytea from 12))",
                "amount_vnd = 20000",
                "says = 'declined'",
                "key_id = 'HNIFEE02'",
                "secret_id = '00000000'",
                "attempt_id = (select id from gateway.attempt where provider = 'vietqr' limit 1)"
            })
    void rowIsNamed_whenItWasTamperedWith(String tampered) {
        UUID row = city.row("select id from gateway.evidence where provider = 'vnpay'")
                .uuid("id");
        try {
            city.owner().inTransactionDo(tx -> {
                tx.run("set local session_replication_role = replica");
                tx.run("update gateway.evidence set " + tampered + " where id = ?", row);
                found(tx, row);
                throw new Undone();
            });
        } catch (Undone undone) {
            return;
        }
        throw new AssertionError("not undone");
    }

    private static void found(Tx tx, UUID row) {
        var answer = VerifyEvidence.check(tx, settings(city.gateway().settings(), true), NONE);
        assertThat(answer.faults()).extracting(VerifyEvidence.Fault::id).containsExactly(row);
        assertThat(answer.holds()).isFalse();
    }

    private static final class Undone extends RuntimeException {}
}
