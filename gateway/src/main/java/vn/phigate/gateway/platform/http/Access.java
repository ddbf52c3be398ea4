package vn.phigate.gateway.platform.http;

import java.util.Set;

/** Who may use a route. */
public sealed interface Access {
    /** Nobody has to prove who they are. */
    Access PUBLIC = new Public();
    /** Anybody of the whole city who proved who they are: all of them may read. */
    Known READ = new Known(Role.ALL, false);

    static Known only(Role... roles) {
        return new Known(Set.of(roles), false);
    }

    record Public() implements Access {}

    /**
     * @param roles one of them is enough
     * @param bound whether callers who act for some agencies only may come too; where not, they are refused at the door, so that a route
     *     nobody thought of shows them nothing
     */
    record Known(Set<Role> roles, boolean bound) implements Access {
        /** The same, also for callers bound to agencies: the handler then asks whether the agency is theirs. */
        public Known alsoBound() {
            return new Known(roles, true);
        }
    }
}
