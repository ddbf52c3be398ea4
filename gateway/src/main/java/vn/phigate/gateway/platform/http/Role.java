package vn.phigate.gateway.platform.http;

import java.util.EnumSet;
import java.util.Set;

/** What a caller may do besides reading. One person may hold several roles, but never both sides of one decision. */
public enum Role {
    /** Dossier systems: dossiers, payments, webhook endpoints. */
    DOSSIERS,
    /** Registers, imports, reconciles, prepares, proposes. */
    MAKER,
    /** Approves what another person proposed, signs what another person prepared. */
    CHECKER,
    /** Catalogue and agencies. */
    ADMIN;

    public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));
}
