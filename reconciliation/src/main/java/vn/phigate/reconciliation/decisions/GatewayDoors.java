package vn.phigate.reconciliation.decisions;

import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.refunds.Refunds;

/** Whom a decision is carried out by, beside the bank's witness. */
public record GatewayDoors(Accounts accounts, Ledger ledger, Refunds refunds) {}
