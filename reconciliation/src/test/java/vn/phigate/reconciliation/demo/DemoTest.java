package vn.phigate.reconciliation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.phigate.reconciliation.demo.FakeCity.Fault;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;

/** The whole day against a fake of the contract and the real sandbox provider, over HTTP. */
class DemoTest {
    private FakeCity city = new FakeCity(Fault.NONE);
    private VnpaySandbox provider = provider();

    @AfterEach
    void stop() {
        provider.close();
        city.close();
    }

    @Test
    void proves_whenServicesKeepTheContract() {
        Played first = play(120);
        assertThat(first.exit).as(first.text).isZero();
        assertThat(first.text)
                .contains("KẾT LUẬN: khớp hoàn toàn")
                .contains("IPN RspCode 97: chữ ký giả [forged signature]")
                .contains("IPN RspCode 04: số tiền thiếu [amount too small]")
                .contains("IPN RspCode 01: đơn hàng lạ [unknown order]")
                .contains("từ chối [refused] 409 payment_in_progress")
                .contains("từ chối [refused] 409 accounts_differ")
                .contains("từ chối [refused] 409 nothing_due")
                .contains("webhook: payment.paid")
                .contains("tệp sao kê [statement files]: camt053")
                .contains("tệp sao kê [statement files]: vcb");
    }

    @Test
    void endsWithSameProof_whenPlayedAgain() {
        Played first = play(60);
        List<String> codes = city.dossierCodes();
        Played second = play(60);
        assertThat(second.exit).as(second.text).isZero();
        assertThat(city.dossierCodes()).isEqualTo(codes);
        assertThat(closings(second.text)).isNotEmpty().isEqualTo(closings(first.text));
    }

    @Test
    void continuesTheLastClosedDay_whenAccountsWereClosedBefore() {
        String account = closings(play(60).text).getFirst().strip().split(" ")[0];
        stop();
        city = new FakeCity(Fault.NONE);
        provider = provider();
        LocalDate day = DemoSettings.DEFAULT_BUSINESS_DAY;
        city.close(account, day.minusDays(9).toString(), 11);
        city.close(account, day.minusDays(3).toString(), 7_654_321);
        city.close(account, day.plusDays(2).toString(), 99);
        Played second = play(60);
        assertThat(second.exit).as(second.text).isZero();
        assertThat(second.text).contains(account + "  7,654,321 + ");
    }

    @Test
    void goesOn_whenServiceDiesInTheMiddle() {
        city.goAwayAt(97);
        Played played = play(60);
        assertThat(played.exit).as(played.text).isZero();
        assertThat(played.text).contains("chờ dịch vụ").contains("1  dịch vụ gián đoạn");
    }

    @Test
    void tellsDifferences_whenForgerBelieved() {
        Played played = playWith(Fault.BELIEVES_FORGERS);
        assertThat(played.exit).isEqualTo(1);
        assertThat(played.text).contains("✗").contains("chữ ký giả [forged signature], RspCode [97]");
    }

    @Test
    void tellsDifferences_whenBucketsDoNotAddUp() {
        Played played = playWith(Fault.LOSES_A_LINE);
        assertThat(played.exit).isEqualTo(1);
        assertThat(played.text).contains("opening + lines = closing");
    }

    @Test
    void tellsDifferences_whenWebhookSignatureWrong() {
        Played played = playWith(Fault.SIGNS_WEBHOOKS_WRONG);
        assertThat(played.exit).isEqualTo(1);
        assertThat(played.text).contains("chữ ký webhook");
    }

    @Test
    void stops_whenServiceStaysAway() {
        provider.close();
        Played played = play(40);
        assertThat(played.exit).isEqualTo(1);
        assertThat(played.text).contains("did not answer /health");
    }

    private record Played(int exit, String text) {}

    private Played playWith(Fault fault) {
        stop();
        city = new FakeCity(fault);
        provider = provider();
        return play(40);
    }

    private Played play(int dossiers) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        DemoSettings settings = DemoSettings.local()
                .withAddresses(city.url(), city.url(), URI.create("http://127.0.0.1:" + provider.port()))
                .withDay(DemoSettings.DEFAULT_SEED, dossiers, DemoSettings.DEFAULT_BUSINESS_DAY)
                .withWaits(0, Duration.ofSeconds(5), Duration.ofSeconds(10));
        int exit = Demo.run(settings, Set.of(), new PrintStream(text, true, StandardCharsets.UTF_8));
        return new Played(exit, text.toString(StandardCharsets.UTF_8));
    }

    private VnpaySandbox provider() {
        VnpaySandbox started =
                VnpaySandbox.start(VnpaySandboxSettings.local(city.url().resolve("/callbacks/vnpay"))
                        .withPort(0));
        city.useSandbox(started.port());
        return started;
    }

    private static List<String> closings(String text) {
        return text.lines().filter(line -> line.contains(" = ")).toList();
    }
}
