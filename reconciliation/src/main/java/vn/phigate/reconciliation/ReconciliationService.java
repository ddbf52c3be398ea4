package vn.phigate.reconciliation;

import java.time.InstantSource;
import java.util.List;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.ClosingsApi;
import vn.phigate.reconciliation.closing.CorrectionsApi;
import vn.phigate.reconciliation.closing.MonthSides;
import vn.phigate.reconciliation.closing.PeriodClosings;
import vn.phigate.reconciliation.closing.PeriodClosingsApi;
import vn.phigate.reconciliation.decisions.DecisionRules;
import vn.phigate.reconciliation.decisions.Decisions;
import vn.phigate.reconciliation.decisions.DecisionsApi;
import vn.phigate.reconciliation.decisions.GatewayDoors;
import vn.phigate.reconciliation.decisions.PersonsWord;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.DiscrepanciesApi;
import vn.phigate.reconciliation.lists.DeskFees;
import vn.phigate.reconciliation.lists.ListLayouts;
import vn.phigate.reconciliation.lists.Lists;
import vn.phigate.reconciliation.lists.ListsApi;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.MatchingApi;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.notices.NoticesApi;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.reports.DayExport;
import vn.phigate.reconciliation.reports.DayReports;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.reports.ReportsApi;
import vn.phigate.reconciliation.returns.RefundTransfers;
import vn.phigate.reconciliation.returns.RefundTransfers.Direction;
import vn.phigate.reconciliation.returns.ReturnedPayments;
import vn.phigate.reconciliation.settlements.Contracts;
import vn.phigate.reconciliation.settlements.ProviderBatches;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.settlements.SettlementsApi;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementFolder;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.statements.StatementsApi;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.threeway.ThreeWay;
import vn.phigate.reconciliation.threeway.ThreeWayApi;
import vn.phigate.reconciliation.transfers.TransferOrders;
import vn.phigate.reconciliation.transfers.TransferOrdersApi;

/** The parts of reconciliation, wired over the doors of the gateway. Its web server needs {@link StatementsApi#UPLOAD_BYTES_MAX} for uploads. */
public final class ReconciliationService {
    private final Db db;
    private final InstantSource clock;
    private final Statements statements;
    private final Agencies agencies;
    private final TransferOrders transfers;
    private final Settlements settlements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Decisions decisions;
    private final Closings closings;
    private final PeriodClosings periods;
    private final Lists lists;
    private final ThreeWay threeWay;
    private final Reports reports;
    private final DayReports dayReports;
    private final Notices notices;

    public ReconciliationService(
            Db db,
            Accounts accounts,
            Agencies agencies,
            Successions successions,
            Payments payments,
            BankWitness bank,
            Ledger ledger,
            Refunds refunds,
            Audit audit,
            StatementReaders readers,
            SettlementFormat settlementFiles,
            Contracts contracts,
            DecisionRules rules,
            MatchingRules matchingRules,
            BankCalendar calendar,
            ListLayouts layouts,
            InstantSource clock) {
        this.db = db;
        this.clock = clock;
        this.agencies = agencies;
        statements = new Statements(accounts, bank, audit, readers, Closings::lastClosedDay, clock);
        transfers = new TransferOrders(accounts, agencies, successions, payments, ledger, audit, clock);
        discrepancies = new Discrepancies(statements, agencies, audit, calendar, clock);
        settlements = new Settlements(accounts, agencies, bank, audit, settlementFiles, contracts, clock);
        var said = new PersonsWord();
        List<Pass> passes = List.of(
                new RefundTransfers(Direction.OUT, db, statements, refunds, discrepancies, said, clock),
                new RefundTransfers(Direction.BACK, db, statements, refunds, discrepancies, said, clock),
                new ReturnedPayments(db, statements, bank, said),
                new ProviderBatches(
                        db, accounts, agencies, statements, bank, refunds, contracts, discrepancies, said, clock),
                new DeskFees(db, statements, bank, discrepancies, said, clock));
        var noticeBook = new NoticeBook(clock);
        matching = new Matching(
                db,
                statements,
                bank,
                discrepancies,
                transfers,
                said,
                passes,
                accounts,
                noticeBook,
                matchingRules,
                clock);
        notices = new Notices(noticeBook, statements, accounts, agencies);
        decisions = new Decisions(
                statements,
                matching,
                discrepancies,
                transfers,
                bank,
                new GatewayDoors(accounts, ledger, refunds),
                rules,
                audit,
                clock);
        closings =
                new Closings(accounts, statements, matching, discrepancies, ledger, transfers, calendar, audit, clock);
        lists = new Lists(layouts, accounts, agencies, audit, clock);
        var sides = new ThreeWay(accounts, agencies, matching, discrepancies, lists);
        threeWay = sides;
        periods = new PeriodClosings(
                accounts,
                agencies,
                statements,
                discrepancies,
                closings,
                calendar,
                (sql, month, agency) -> sides.unsettled(sql, month, agency).stream()
                        .map(each -> new MonthSides.Open(
                                each.dossier(), each.code().name(), each.feeVnd(), each.bankVnd(), each.receiptVnd()))
                        .toList(),
                audit,
                clock);
        reports = new Reports(accounts, bank, statements, matching, discrepancies, closings);
        dayReports = new DayReports(reports, statements, discrepancies, closings, agencies);
    }

    /** The outside contract of port 8081. */
    public void routes(Web web) {
        new StatementsApi(db, statements).routes(web);
        new SettlementsApi(db, settlements).routes(web);
        new MatchingApi(db, matching, statements, clock).routes(web);
        new NoticesApi(db, notices, clock).routes(web);
        new DiscrepanciesApi(
                        db,
                        discrepancies,
                        statements,
                        agencies,
                        decisions.rules().writeOffLineVnd(),
                        clock)
                .routes(web);
        new DecisionsApi(db, decisions, discrepancies).routes(web);
        new TransferOrdersApi(db, transfers, agencies, clock).routes(web);
        new ClosingsApi(db, closings, statements).routes(web);
        new PeriodClosingsApi(db, periods, statements).routes(web);
        new ListsApi(db, lists).routes(web);
        new ThreeWayApi(db, threeWay).routes(web);
        new CorrectionsApi(db, closings.corrections(), statements).routes(web);
        // After those that have a path of their own.
        new ReportsApi(db, dayReports).routes(web);
        var export = new DayExport(statements, matching, closings);
        web.get(
                "/v1/closings/{id}/export",
                Access.READ,
                request -> Reply.bytes("application/zip", export.zip(db, Paging.id(request))));
    }

    public Statements statements() {
        return statements;
    }

    /** Settlement files, for whoever watches a folder. */
    public StatementFolder.OtherFiles settlementFiles() {
        return new StatementFolder.OtherFiles() {
            @Override
            public boolean recognises(byte[] content) {
                return settlements.recognises(content);
            }

            @Override
            public List<Finding> take(Tx tx, String filename, byte[] content, String by) {
                return settlements.takeIn(tx, filename, content, by);
            }
        };
    }

    public Settlements settlements() {
        return settlements;
    }

    public Matching matching() {
        return matching;
    }

    public Discrepancies discrepancies() {
        return discrepancies;
    }

    public Decisions decisions() {
        return decisions;
    }

    public TransferOrders transfers() {
        return transfers;
    }

    public Closings closings() {
        return closings;
    }

    public Lists lists() {
        return lists;
    }

    public ThreeWay threeWay() {
        return threeWay;
    }

    public PeriodClosings periods() {
        return periods;
    }

    public DayReports dayReports() {
        return dayReports;
    }

    public Notices notices() {
        return notices;
    }

    public Reports reports() {
        return reports;
    }
}
