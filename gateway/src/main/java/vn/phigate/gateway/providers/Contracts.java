package vn.phigate.gateway.providers;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which of a provider's contracts an agency's orders go under. */
public final class Contracts {
    private Contracts() {}

    /**
     * The agency's own, else the first that names no agency and so is for all others.
     *
     * @param agencies codes of the agencies a contract is for; empty for all others
     */
    public static <C> Optional<C> of(
            String agency, List<C> contracts, Function<C, ? extends Collection<String>> agencies) {
        return contracts.stream()
                .filter(c -> agencies.apply(c).contains(agency))
                .findFirst()
                .or(() -> contracts.stream()
                        .filter(c -> agencies.apply(c).isEmpty())
                        .findFirst());
    }
}
