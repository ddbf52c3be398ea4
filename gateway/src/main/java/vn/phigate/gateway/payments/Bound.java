package vn.phigate.gateway.payments;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.CollectionAccount;

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
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(versions.stream().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
