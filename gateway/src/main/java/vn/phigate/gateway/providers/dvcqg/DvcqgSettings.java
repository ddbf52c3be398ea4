package vn.phigate.gateway.providers.dvcqg;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator of the platform has confirmed. Null or empty is "not confirmed": then {@link #missing} says what hinders, and no order is started.
 *
 * @param initUrl takes orders
 * @param queryUrl answers questions
 * @param payOrigins scheme, host and port of pages that a payer may be sent to
 * @param confirmType literal LoaiBanTin of a confirm
 * @param queryType literal LoaiBanTin of a question
 * @param replyFields fields that our reply to a confirm signs, in order; empty: the reply has no MaXacThuc
 * @param statusFields fields that an answer to a question signs, in order; must name MaThamChieu, SoTien and TrangThaiGD, or no answer is believed
 * @param problem what could not be read of the settings; null when all could
 */
public record DvcqgSettings(
        @Nullable URI initUrl,
        @Nullable URI queryUrl,
        Set<String> payOrigins,
        String confirmType,
        String queryType,
        List<String> replyFields,
        List<String> statusFields,
        List<Partner> partners,
        Duration orderWindow,
        Duration lateWindow,
        Duration patience,
        @Nullable String problem) {
    static final Set<String> STATUS_LEAST = Set.of("MaThamChieu", "SoTien", "TrangThaiGD");

    /**
     * One contract (MaDoiTac).
     *
     * @param keys the first signs, all verify
     * @param agencies whose own it is; empty: everybody's without one of their own
     */
    public record Partner(String code, List<DvcqgKey> keys, Set<String> agencies) {
        public Partner {
            keys = List.copyOf(keys);
            agencies = Set.copyOf(agencies);
        }
    }

    public DvcqgSettings {
        payOrigins = Set.copyOf(payOrigins);
        replyFields = List.copyOf(replyFields);
        statusFields = List.copyOf(statusFields);
        partners = List.copyOf(partners);
    }

    /** Why no order can be started; empty when nothing hinders. */
    Optional<String> missing() {
        if (problem != null) {
            return Optional.of(problem);
        } else if (partners.isEmpty() || partners.stream().anyMatch(p -> p.keys.isEmpty())) {
            return Optional.of("providers.dvcqg.partners: a partner without a key, or none");
        } else if (initUrl == null || queryUrl == null) {
            return Optional.of("providers.dvcqg.init_url and query_url are needed");
        } else if (payOrigins.isEmpty()) {
            return Optional.of("providers.dvcqg.pay_origins: nobody may be sent anywhere");
        } else if (confirmType.isEmpty() || queryType.isEmpty()) {
            return Optional.of("providers.dvcqg.confirm_type and query_type must be confirmed by the operator");
        } else if (!statusFields.containsAll(STATUS_LEAST)) {
            return Optional.of("providers.dvcqg.status_fields must name at least " + STATUS_LEAST);
        }
        return Optional.empty();
    }

    Optional<Partner> partner(String code) {
        return partners.stream().filter(p -> p.code.equals(code)).findFirst();
    }
}
