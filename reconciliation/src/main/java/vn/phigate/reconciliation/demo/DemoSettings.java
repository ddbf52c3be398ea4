package vn.phigate.reconciliation.demo;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/**
 * Where the demonstration finds the services, and which day it plays. Same seed, size and day: same dossiers, same
 * bank files, same proof.
 *
 * @param seed of everything that looks random
 * @param dossiers how many arrive in the day, at least 40 so that each trap is in it
 * @param businessDay played on the sandbox clock, Asia/Ho_Chi_Minh
 * @param agencies codes of the agencies that take part
 * @param vnpayTmnCode terminal of the callbacks that the demonstration signs itself
 * @param vnpaySecret key of that terminal
 * @param webhookPort where it listens for webhooks on loopback; another free port when it is taken
 * @param outageBudget longest wait for a service that went away
 * @param webhookBudget longest wait for webhooks at the end
 */
public record DemoSettings(
        URI gateway,
        URI reconciliation,
        URI vnpaySandbox,
        Keys keys,
        long seed,
        int dossiers,
        LocalDate businessDay,
        List<String> agencies,
        String vnpayTmnCode,
        String vnpaySecret,
        int webhookPort,
        Duration outageBudget,
        Duration webhookBudget) {

    public static final long DEFAULT_SEED = 79;
    public static final int DEFAULT_DOSSIERS = 300;
    public static final LocalDate DEFAULT_BUSINESS_DAY = LocalDate.of(2025, 7, 17);

    /** Bearer keys of the local sandbox. */
    public record Keys(String dossiers, String maker, String checker, String admin) {
        public static final Keys SANDBOX =
                new Keys("sk_sandbox_dossiers", "sk_sandbox_maker", "sk_sandbox_checker", "sk_sandbox_admin");

        @Override
        public String toString() {
            return "Keys[…]";
        }
    }

    public DemoSettings {
        agencies = List.copyOf(agencies);
        if (dossiers < 40 || dossiers > 9_000) {
            throw new IllegalArgumentException("dossiers must be 40 to 9000, not " + dossiers);
        }
        if (agencies.isEmpty()) {
            throw new IllegalArgumentException("at least one agency must take part");
        }
    }

    /** The local sandbox: ports 8080, 8081, 8082, ten communes of Hà Nội. */
    public static DemoSettings local() {
        return new DemoSettings(
                URI.create("http://127.0.0.1:8080"),
                URI.create("http://127.0.0.1:8081"),
                URI.create("http://127.0.0.1:8082"),
                Keys.SANDBOX,
                DEFAULT_SEED,
                DEFAULT_DOSSIERS,
                DEFAULT_BUSINESS_DAY,
                List.of("00004", "00008", "00025", "00070", "00082", "00091", "00097", "10003", "00103", "00118"),
                "HNIFEE01",
                "HANOITESTSECRET0001ABCDEFGHJKLMN",
                8083,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    public DemoSettings withAddresses(URI gatewayUrl, URI reconciliationUrl, URI sandboxUrl) {
        return new DemoSettings(
                gatewayUrl,
                reconciliationUrl,
                sandboxUrl,
                keys,
                seed,
                dossiers,
                businessDay,
                agencies,
                vnpayTmnCode,
                vnpaySecret,
                webhookPort,
                outageBudget,
                webhookBudget);
    }

    public DemoSettings withDay(long changedSeed, int changedDossiers, LocalDate changedDay) {
        return new DemoSettings(
                gateway,
                reconciliation,
                vnpaySandbox,
                keys,
                changedSeed,
                changedDossiers,
                changedDay,
                agencies,
                vnpayTmnCode,
                vnpaySecret,
                webhookPort,
                outageBudget,
                webhookBudget);
    }

    public DemoSettings withWaits(int changedWebhookPort, Duration changedOutageBudget, Duration changedWebhookBudget) {
        return new DemoSettings(
                gateway,
                reconciliation,
                vnpaySandbox,
                keys,
                seed,
                dossiers,
                businessDay,
                agencies,
                vnpayTmnCode,
                vnpaySecret,
                changedWebhookPort,
                changedOutageBudget,
                changedWebhookBudget);
    }
}
