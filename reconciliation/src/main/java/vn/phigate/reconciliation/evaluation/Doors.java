package vn.phigate.reconciliation.evaluation;

import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.statements.Statements;

/** What of the product the month is played through, wired as in production. */
public record Doors(
        Db db,
        Agencies agencies,
        Accounts accounts,
        Successions successions,
        Dossiers dossiers,
        Payments payments,
        Ledger ledger,
        Statements statements,
        Settlements settlements,
        Matching matching,
        Closings closings) {}
