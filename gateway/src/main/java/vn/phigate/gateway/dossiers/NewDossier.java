package vn.phigate.gateway.dossiers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Channel;

/**
 * A dossier as the dossier system announces it (POST /v1/dossiers).
 *
 * @param agency code of the competent agency, not of the desk that took the papers
 * @param receivedOn the day that decides prices and law
 * @param desk code of the agency where the papers were handed in, when it is another one; recorded, never asked for when the payee is resolved
 * @param quantities number of units by kind (FEE, CHARGE) where a fee is per copy or case, 1 when absent; and by their own names the
 *     quantities that percentages and formulas ask for (pages, declared_value_vnd)
 * @param payBy the last day on which the notice asks for payment, not before {@code receivedOn}; shown to the payer, and money that comes later is taken too
 */
public record NewDossier(
        @Nullable String code,
        @Nullable String procedure,
        @Nullable String agency,
        @Nullable Channel channel,
        @Nullable LocalDate receivedOn,
        @Nullable Payer payer,
        @Nullable Map<String, @Nullable Long> quantities,
        // Left out when absent, so that a dossier sent before there was a desk is still the same dossier.
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String desk,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LocalDate payBy) {
    public NewDossier(
            @Nullable String code,
            @Nullable String procedure,
            @Nullable String agency,
            @Nullable Channel channel,
            @Nullable LocalDate receivedOn,
            @Nullable Payer payer,
            @Nullable Map<String, @Nullable Long> quantities) {
        this(code, procedure, agency, channel, receivedOn, payer, quantities, null, null);
    }

    /**
     * @param phone only its last four digits are needed again, for look-up
     * @param identityNumber kept as its last four digits only
     * @param groups codes of payer groups that the law exempts or reduces (ho_ngheo, …); never kept, only their effect and its law
     */
    public record Payer(
            @Nullable String name,
            @Nullable String phone,
            @Nullable String identityNumber,
            @Nullable String email,
            @Nullable String address,
            @Nullable List<String> groups) {}
}
