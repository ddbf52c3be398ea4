package vn.phigate.gateway.platform.http;

import java.util.Set;

/** Who may use a route. */
public sealed interface Access {
    /** Nobody has to prove who they are. */
    Access PUBLIC = new Public();
    /** Anybody who proved who they are: all may read. */
    Access READ = new Known(Role.ALL);

    static Access only(Role... roles) {
        return new Known(Set.of(roles));
    }

    record Public() implements Access {}

    /** @param roles one of them is enough */
    record Known(Set<Role> roles) implements Access {}
}
