package vn.phigate.sandbox.vnpay;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What a sandbox of VNPay is started with.
 *
 * @param host address to listen on
 * @param port 0 takes any free one
 * @param terminals the merchants it knows
 * @param clock its own time; an order of a merchant whose clock is days away is taken in the order's own time
 * @param retryInterval between two calls of the same IPN; VNPay's rule is 5 minutes
 * @param ipnTimeout a merchant that is slower has not answered
 * @param lateIpnDelay how long the button "late IPN" holds the first call back
 * @param maxOrders kept in memory; the oldest is forgotten first
 */
public record VnpaySandboxSettings(
        String host,
        int port,
        List<VnpayTerminal> terminals,
        InstantSource clock,
        Duration retryInterval,
        Duration ipnTimeout,
        Duration lateIpnDelay,
        int maxOrders) {

    /** The port of the local sandbox. */
    public static final int DEFAULT_PORT = 8082;

    public VnpaySandboxSettings {
        terminals = List.copyOf(terminals);
        if (terminals.isEmpty()) {
            throw new IllegalArgumentException("a sandbox without a terminal can take no order");
        }
        if (maxOrders < 1 || retryInterval.isNegative() || ipnTimeout.isNegative() || lateIpnDelay.isNegative()) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** The local sandbox: port 8082 on loopback, the published test terminal, its results sent to {@code ipnUrl}. */
    public static VnpaySandboxSettings local(URI ipnUrl) {
        return new VnpaySandboxSettings(
                "127.0.0.1",
                DEFAULT_PORT,
                List.of(new VnpayTerminal("HNIFEE01", "HANOITESTSECRET0001ABCDEFGHJKLMN", ipnUrl)),
                InstantSource.system(),
                Duration.ofMinutes(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                20_000);
    }

    public VnpaySandboxSettings withHost(String changed) {
        return new VnpaySandboxSettings(
                changed, port, terminals, clock, retryInterval, ipnTimeout, lateIpnDelay, maxOrders);
    }

    public VnpaySandboxSettings withPort(int changed) {
        return new VnpaySandboxSettings(
                host, changed, terminals, clock, retryInterval, ipnTimeout, lateIpnDelay, maxOrders);
    }

    public VnpaySandboxSettings withTerminals(List<VnpayTerminal> changed) {
        return new VnpaySandboxSettings(host, port, changed, clock, retryInterval, ipnTimeout, lateIpnDelay, maxOrders);
    }

    public VnpaySandboxSettings withClock(InstantSource changed) {
        return new VnpaySandboxSettings(
                host, port, terminals, changed, retryInterval, ipnTimeout, lateIpnDelay, maxOrders);
    }

    public VnpaySandboxSettings withRetryInterval(Duration changed) {
        return new VnpaySandboxSettings(host, port, terminals, clock, changed, ipnTimeout, lateIpnDelay, maxOrders);
    }

    public VnpaySandboxSettings withLateIpnDelay(Duration changed) {
        return new VnpaySandboxSettings(host, port, terminals, clock, retryInterval, ipnTimeout, changed, maxOrders);
    }

    public VnpaySandboxSettings withMaxOrders(int changed) {
        return new VnpaySandboxSettings(host, port, terminals, clock, retryInterval, ipnTimeout, lateIpnDelay, changed);
    }
}
