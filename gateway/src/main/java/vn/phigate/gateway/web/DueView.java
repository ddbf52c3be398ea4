package vn.phigate.gateway.web;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.Obligation;
import vn.phigate.gateway.dossiers.PayeeLookup.Payee;
import vn.phigate.gateway.payments.Methods;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.receipts.Receipts;

/**
 * What one dossier owes.
 *
 * @param payer masked; null when not known
 * @param sample whether procedure or agency are sample data
 * @param boxes what can be paid now, one for each account
 * @param withoutAccount due, but the agency has no approved account yet
 * @param open payments that hold obligations of this dossier
 * @param settled payments that settled some, with their receipts
 */
public record DueView(
        Dossier dossier,
        String agencyNameEn,
        @Nullable String payer,
        boolean sample,
        List<Box> boxes,
        List<Obligation> withoutAccount,
        List<Open> open,
        List<Settled> settled,
        LocalDate today) {

    /** Whether the day by which the notice asks for payment is over. */
    public boolean overdue() {
        LocalDate payBy = dossier.payBy();
        return payBy != null && today.isAfter(payBy);
    }

    /** Obligations that are paid together, because they go to one account. */
    public record Box(Payee account, List<Obligation> items, List<MethodChoice> choices) {
        public List<MethodChoice> usable() {
            return choices.stream().filter(MethodChoice::usable).toList();
        }

        /** Hidden for a while or for this amount; what the agency does not take at all is not worth a line. */
        public List<MethodChoice> hidden() {
            return choices.stream()
                    .filter(c -> !c.usable() && c.method().hidden() != Methods.Hidden.NOT_ENROLLED)
                    .toList();
        }

        public long totalVnd() {
            return items.stream().mapToLong(Obligation::amountVnd).reduce(0, Math::addExact);
        }

        /** As the form sends them: one field, since a doubled field is refused. */
        public String ids() {
            return String.join(",", items.stream().map(o -> o.id().toString()).toList());
        }

        public String bank() {
            return Banks.named(account.bin());
        }
    }

    /** A payment that was opened and did not settle anything yet. */
    public record Open(Payment payment, PaymentView.State state) {
        /** Nobody reported money for it: whoever has not paid goes on there. */
        public boolean toFinish() {
            return state.canBePaid();
        }
    }

    /** Whether an open payment can still be paid. */
    public boolean toFinish() {
        return open.stream().anyMatch(Open::toFinish);
    }

    /** What is due, and what of this dossier the open payments would pay. */
    public long toPayVnd() {
        return dossier.amountDueVnd()
                + open.stream()
                        .filter(Open::toFinish)
                        .mapToLong(each -> PaperPages.ownVnd(each.payment, dossier))
                        .sum();
    }

    public record Settled(Payment payment, List<Receipts.Issued> receipts) {}

    /** @param choices by amount in đồng */
    static List<Box> boxes(List<Obligation> obligations, LongFunction<List<MethodChoice>> choices) {
        return grouped(obligations.stream().filter(Obligation::due).toList(), choices);
    }

    /** By the account they go to; what has none is left out. */
    static List<Box> grouped(List<Obligation> payable, LongFunction<List<MethodChoice>> choices) {
        var byAccount = new LinkedHashMap<Payee, List<Obligation>>();
        for (Obligation obligation : payable) {
            Payee account = obligation.account();
            if (account != null) {
                byAccount.computeIfAbsent(account, _ -> new ArrayList<>()).add(obligation);
            }
        }
        return byAccount.entrySet().stream()
                .map(e -> new Box(
                        e.getKey(),
                        e.getValue(),
                        choices.apply(e.getValue().stream()
                                .mapToLong(Obligation::amountVnd)
                                .reduce(0, Math::addExact))))
                .toList();
    }
}
