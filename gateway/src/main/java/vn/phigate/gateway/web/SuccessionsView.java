package vn.phigate.gateway.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.succession.Succession;

/**
 * Successions, the newest first.
 *
 * @param next the id to go on before; null on the last page
 * @param questions how many of the first divided communes wait for a decision
 */
public record SuccessionsView(
        List<Succession> successions, @Nullable UUID next, int questions) {
    public static String status(Wording w, Succession.Status status) {
        return switch (status) {
            case PROPOSED -> w.say("Chờ phê duyệt", "Waits for approval");
            case APPROVED -> w.say("Đã phê duyệt", "Approved");
            case IN_FORCE -> w.say("Đang áp dụng", "In force");
            case REJECTED -> w.say("Bị từ chối", "Rejected");
            case UNDONE -> w.say("Đã huỷ bỏ", "Undone");
        };
    }

    public static String look(Succession.Status status) {
        return switch (status) {
            case PROPOSED, APPROVED -> "wait";
            case IN_FORCE -> "good";
            case REJECTED, UNDONE -> "bad";
        };
    }

    public static long open(Succession succession) {
        return succession.parts().stream().filter(Succession.Part::open).count();
    }

    public static String name(Succession.Party party) {
        Succession.Account account = party.account();
        return account == null ? party.name() : party.name() + " · " + account.number();
    }
}
