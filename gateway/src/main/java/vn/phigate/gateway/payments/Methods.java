package vn.phigate.gateway.payments;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.providers.Provider;

/** What a payer can use right now, by amount, by the agency's contracts and by the providers' health. Asks nobody: a provider's health is known. */
public final class Methods {
    private static final long MOST_VND = 9_999_999_999L;

    private final Map<String, Provider> providers;
    private final Map<String, Limits> limits;

    /** Whole đồng of one payment, both ends included. */
    public record Limits(long minVnd, long maxVnd) {
        static final Limits ANY = new Limits(1, MOST_VND);

        public Limits {
            if (minVnd < 1 || maxVnd < minVnd || maxVnd > MOST_VND) {
                throw new IllegalArgumentException(
                        "limits of 1 to " + MOST_VND + " đồng are possible, not " + minVnd + " to " + maxVnd);
            }
        }
    }

    /** @param hidden why it cannot be used; null when it can */
    public record Method(
            String name, Limits limits, @Nullable Hidden hidden) {
        public boolean usable() {
            return hidden == null;
        }
    }

    /** Why a method is hidden. */
    public enum Hidden {
        NOT_SET_UP("not_set_up", "Phương thức này chưa được cấu hình đủ.", "This method is not fully set up."),
        NOT_ENROLLED(
                "not_enrolled",
                "Cơ quan thu chưa dùng phương thức này.",
                "The agency does not take payments this way."),
        AMOUNT_TOO_SMALL(
                "amount_too_small",
                "Số tiền nhỏ hơn mức tối thiểu của phương thức này.",
                "The amount is below the least that can be paid this way."),
        AMOUNT_TOO_LARGE(
                "amount_too_large",
                "Số tiền lớn hơn mức tối đa của phương thức này.",
                "The amount is above the most that can be paid this way."),
        PROVIDER_DOWN(
                "provider_down",
                "Nhà cung cấp đang gián đoạn; hệ thống tự thử lại sau ít phút.",
                "The provider is interrupted; it is tried again by itself within minutes.");

        private final String code;
        private final String vi;
        private final String en;

        Hidden(String code, String vi, String en) {
            this.code = code;
            this.vi = vi;
            this.en = en;
        }

        public String code() {
            return code;
        }

        public String vi() {
            return vi;
        }

        public String en() {
            return en;
        }
    }

    Methods(Map<String, Provider> providers, Map<String, Limits> limits) {
        this.providers = providers;
        this.limits = Map.copyOf(limits);
    }

    /**
     * All methods of the installation in the order they are offered, with what hides them.
     *
     * @param agency code of the agency that owns the receiving account
     */
    public List<Method> of(String agency, long amountVnd) {
        return providers.values().stream()
                .map(provider -> method(provider, agency, amountVnd))
                .toList();
    }

    private Method method(Provider provider, String agency, long amountVnd) {
        Limits limit = limits.getOrDefault(provider.name(), Limits.ANY);
        Hidden hidden = provider.closed().isPresent()
                ? Hidden.NOT_SET_UP
                : provider.keyFor(agency).isEmpty()
                        ? Hidden.NOT_ENROLLED
                        : amountVnd < limit.minVnd
                                ? Hidden.AMOUNT_TOO_SMALL
                                : amountVnd > limit.maxVnd
                                        ? Hidden.AMOUNT_TOO_LARGE
                                        : provider.down() ? Hidden.PROVIDER_DOWN : null;
        return new Method(provider.name(), limit, hidden);
    }

    /** Refuses a method that cannot be used for this, and names those that can. */
    void require(Provider provider, String agency, long amountVnd) {
        Hidden hidden = method(provider, agency, amountVnd).hidden;
        if (hidden != null) {
            Refusal refusal = refusal(
                    hidden,
                    of(agency, amountVnd).stream()
                            .filter(Method::usable)
                            .map(Method::name)
                            .toList());
            throw provider.closed().map(why -> refusal.with("missing", why)).orElse(refusal);
        }
    }

    private static Refusal refusal(Hidden hidden, List<String> usable) {
        return PaymentProblem.METHOD_UNAVAILABLE
                .refusal(hidden.vi, hidden.en)
                .with("reason", hidden.code)
                .with("methods", usable);
    }

    /** The provider of a method, whether or not it can be used now. */
    Provider provider(String method) {
        Provider provider = providers.get(method);
        if (provider == null) {
            throw PaymentProblem.METHOD_UNAVAILABLE.refusal().with("methods", providers.keySet());
        }
        return provider;
    }
}
