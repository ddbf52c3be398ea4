package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;

/** The form that gives an account a duty. @param owner the agency whose account it is */
public record AssignmentFormView(CollectionAccount account, Agency owner, List<Agency> agencies, Form form) {}
