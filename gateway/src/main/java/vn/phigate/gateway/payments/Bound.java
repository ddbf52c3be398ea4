package vn.phigate.gateway.payments;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * What is bound into an order so that nobody can pay it out to another account unnoticed: the receiving account and the version of the
 * registry that chose it, which is the assignment, or a digest when items of one order were assigned by several.
 */
final class Bound {
    private Bound() {}

    static String of(CollectionAccount account, Collection<UUID> assignments) {
        List<String> versions =
                assignments.stream().map(UUID::toString).distinct().sorted().toList();
        return account.key() + ":" + (versions.size() == 1 ? versions.getFirst() : digest(versions));
    }

    private static String digest(List<String> versions) {
        return Sha256.hex(String.join("\n", versions).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
    }
}
