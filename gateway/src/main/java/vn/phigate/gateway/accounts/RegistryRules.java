package vn.phigate.gateway.accounts;

import java.time.Duration;

/**
 * How careful the registry is.
 *
 * @param coolOff how long an approved account waits before it is in force, so that a swap is noticed; zero only in a sandbox, and then an account is in
 *     force from the instant that was asked for
 * @param testDeposit whether a small known transfer must be seen on the account first
 * @param wordless whether an approval that says nothing about findings acknowledges them all; only in a sandbox, for programs that know nothing of findings
 */
public record RegistryRules(Duration coolOff, boolean testDeposit, boolean wordless) {
    public static final RegistryRules SANDBOX = new RegistryRules(Duration.ZERO, false, true);
    public static final RegistryRules PRODUCTION = new RegistryRules(Duration.ofHours(72), true, false);

    public RegistryRules {
        if (coolOff.isNegative() || coolOff.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("registry.cool_off_hours is between 0 and 720");
        }
    }
}
