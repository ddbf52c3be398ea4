package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryNotices;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/** One agency, for whoever is signed in. @param form what was just refused */
public record AgencyView(
        Agency agency,
        List<AccountFile> accounts,
        List<Accounts.Assignment> assignments,
        List<RegistryNotices.Contact> contacts,
        List<RegistryNotices.Notice> notices,
        Caller caller,
        Form form) {
    public boolean namesContacts() {
        return caller.is(Role.ADMIN);
    }

    public boolean registers() {
        return caller.is(Role.MAKER);
    }
}
