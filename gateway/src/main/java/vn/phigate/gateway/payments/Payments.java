package vn.phigate.gateway.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Provider;

/** The door to payments. */
public final class Payments {
    private final CreatePayment create;
    private final Methods methods;
    private final TellProvider tell;
    private final Db db;
    private final RecordNotices notices;
    private final RecordBankNotices bankNotices;
    private final ExpirePayments expire;
    private final BookObligations books;
    private final CancelPayment cancel;
    private final AcceptMoney accept;
    private final ReversePayment reverse;
    private final ConfirmPayments confirm;
    private final PaymentRules rules;
    private final InstantSource clock;
    private final Map<String, Provider> providers;

    /** With the usual rules and no limits. */
    public Payments(
            Db db,
            Agencies agencies,
            Accounts accounts,
            Ledger ledger,
            Map<String, Provider> providers,
            boolean noticePays,
            InstantSource clock) {
        this(db, agencies, accounts, ledger, providers, Map.of(), noticePays, PaymentRules.USUAL, clock);
    }

    /**
     * @param providers by the method name of the outside contract, in the order they are offered
     * @param limits of one payment, by method; a method without any takes what a payment can hold
     * @param noticePays whether the notice of a transfer makes a payment paid by itself; else only the statement does
     */
    public Payments(
            Db db,
            Agencies agencies,
            Accounts accounts,
            Ledger ledger,
            Map<String, Provider> providers,
            Map<String, Methods.Limits> limits,
            boolean noticePays,
            PaymentRules rules,
            InstantSource clock) {
        this.db = db;
        this.rules = rules;
        this.clock = clock;
        this.providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        this.methods = new Methods(this.providers, limits);
        this.create = new CreatePayment(agencies, accounts, methods, clock);
        this.notices = new RecordNotices(ledger, rules.confirmedBy(), clock);
        this.bankNotices = new RecordBankNotices(notices, noticePays, clock);
        this.tell = new TellProvider(db, notices, clock);
        this.expire = new ExpirePayments(db, clock);
        this.books = new BookObligations(db, ledger, clock);
        this.cancel = new CancelPayment(rules, clock);
        this.accept = new AcceptMoney(ledger, clock);
        this.reverse = new ReversePayment(ledger, clock);
        this.confirm = new ConfirmPayments(db, rules.confirmedBy(), clock);
    }

    /**
     * Who pays what and how.
     *
     * @param dossiers codes; everything of them that is due. Empty when {@code obligations} are named
     * @param obligations single obligations; all must be due. Empty when dossiers are named
     * @param returnUrl where the payer goes afterwards, already checked; null for our own page
     * @param by who asks
     * @param payerAddress internet address, for providers that demand it
     * @param language vi or en
     */
    public record NewPayment(
            List<String> dossiers,
            List<UUID> obligations,
            String method,
            @Nullable String returnUrl,
            String by,
            String payerAddress,
            String language) {}

    /** A payment with a new attempt, and what is left to do once it is committed. */
    public static final class Opened {
        private final Payment payment;
        private final TellProvider.@Nullable Call call;

        private Opened(Payment payment, TellProvider.@Nullable Call call) {
            this.payment = payment;
            this.call = call;
        }

        /** As it stands in the transaction that opened it. */
        public Payment payment() {
            return payment;
        }

        /** Whether the payer can follow it already; else {@link Payments#tell} comes next, after the commit. */
        public boolean ready() {
            return call == null;
        }
    }

    /** Opens a payment with its first attempt. */
    public Opened create(Tx tx, NewPayment request) {
        CreatePayment.Opened opened = create.create(
                tx,
                request.dossiers(),
                request.obligations(),
                request.method(),
                request.returnUrl(),
                request.by(),
                request.payerAddress(),
                request.language());
        return new Opened(PaymentReads.fresh(tx, opened.payment()), opened.call());
    }

    /** Another attempt of an open or declined payment, perhaps by another method; a null return address leaves the payment's as it is. */
    public Opened startAttempt(
            Tx tx, UUID payment, String method, @Nullable String returnUrl, String payerAddress, String language) {
        CreatePayment.Opened opened = create.startAnother(tx, payment, method, returnUrl, payerAddress, language);
        return new Opened(get(tx, opened.payment()), opened.call());
    }

    /** Tells the provider of an attempt that is committed now, where it must be told. Waits for a network: never inside a transaction. */
    public Payment tell(Opened opened) {
        TellProvider.Call call = opened.call;
        if (call == null) {
            return opened.payment;
        }
        tell.tell(call);
        return get(db, call.payment());
    }

    /**
     * For whoever comes back after a crash between the commit of an attempt and the provider's answer.
     *
     * @return the payment as it stands, its attempt unknown when nothing more can be learned; empty while the provider may still answer
     */
    public Optional<Payment> afterCrash(UUID payment, int attempt) {
        Payment stands = get(db, payment);
        Provider provider = providers.get(stands.attempts().get(attempt - 1).provider());
        Duration patience = provider instanceof Provider.Remote remote ? remote.patience() : null;
        return tell.giveUp(payment, attempt, patience) ? Optional.of(get(db, payment)) : Optional.empty();
    }

    /** What a provider's code means to the payer; empty when there is nothing better than the code itself. */
    public Optional<Provider.Words> words(String provider, String code) {
        return switch (code) {
            case Provider.UNREACHABLE ->
                Optional.of(
                        new Provider.Words(
                                "Không kết nối được với nhà cung cấp; chưa có tiền nào bị trừ. Hãy chọn cách khác hoặc thử lại sau.",
                                "The provider cannot be reached and no money was taken. Choose another way, or try again later."));
            case Provider.NO_ANSWER ->
                Optional.of(new Provider.Words(
                        "Nhà cung cấp chưa trả lời; hệ thống đang hỏi lại.",
                        "The provider has not answered; it is being asked."));
            default -> Optional.ofNullable(providers.get(provider)).flatMap(p -> p.words(code));
        };
    }

    /** Gives a payment up; refused when its money came, or may still come and the rules wait for it. Cancelled already: nothing changes. */
    public Payment cancel(Tx tx, UUID payment) {
        cancel.cancel(tx, payment);
        return get(tx, payment);
    }

    /**
     * Takes the money that a provider reported in another amount than was ordered.
     *
     * @param caseId an open case {@code amount_differs} or {@code beneficiary_differs}
     * @return what of it settled nothing and is to be given back, in đồng
     */
    public long acceptAmount(Tx tx, UUID caseId) {
        return accept.accept(tx, caseId);
    }

    /**
     * There is no such money.
     *
     * @param caseId an open case about another amount or beneficiary, money after a reversal, or {@code order_undecided}
     */
    public void denyAmount(Tx tx, UUID caseId) {
        accept.deny(tx, caseId);
    }

    public PaymentRules rules() {
        return rules;
    }

    public Payment get(Sql sql, UUID id) {
        return PaymentReads.byId(sql, id).orElseThrow(() -> PaymentProblem.PAYMENT_UNKNOWN.refusal());
    }

    /** The payment as nobody else can change it until the transaction ends, for a decision that depends on where it stands. */
    public Payment locked(Tx tx, UUID id) {
        return PaymentReads.locked(tx, id).orElseThrow(() -> PaymentProblem.PAYMENT_UNKNOWN.refusal());
    }

    /** The payments that settled these obligations or hold them now, in the order they were opened. */
    public List<Payment> ofObligations(Sql sql, List<UUID> obligations) {
        return PaymentReads.ofObligations(sql, obligations);
    }

    /** By the unguessable token of the payer's own page. */
    public Optional<Payment> byResultToken(Sql sql, String token) {
        return PaymentReads.byResultToken(sql, token);
    }

    /** Which payment the payer's own page of this token is about. */
    public Optional<UUID> idByResultToken(Sql sql, String token) {
        return PaymentReads.idByResultToken(sql, token);
    }

    /** Where payments stand, each as a mark that is another as soon as anything changed that their payers see; unknown ones have none. */
    public Map<UUID, String> marks(Sql sql, Collection<UUID> payments) {
        return PaymentMarks.of(sql, payments, clock.instant());
    }

    /** When the first of the statement lines that show this payment's money was read; empty while none does, or when that was not kept. */
    public Optional<Instant> lineReadAt(Sql sql, Payment payment) {
        return PaymentReads.lineReadAt(sql, payment);
    }

    /** By the order id a provider knows. */
    public Optional<Payment> byOrder(Sql sql, String provider, String orderId) {
        return PaymentReads.byOrder(sql, provider, orderId);
    }

    /** Records verified notices in the caller's transaction, each with its outcome in the same order. */
    public List<Recorded> record(Tx tx, List<Notice> verified) {
        return notices.record(tx, verified);
    }

    /**
     * Records a verified notice of a transfer in the caller's transaction; the same transfer again, from whichever service, changes nothing.
     *
     * @param agencies codes of the agencies of whose accounts alone the key that vouched may speak; empty for all
     * @param content the exact bytes, with what else its signature needs
     */
    public BankRecorded record(Tx tx, BankNotice verified, Set<String> agencies, byte[] content) {
        return bankNotices.record(tx, verified, agencies, content);
    }

    /** Of a key that may speak of every account. */
    public BankRecorded record(Tx tx, BankNotice verified, byte[] content) {
        return record(tx, verified, Set.of(), content);
    }

    /** Keeps what a notice service signed although nothing follows from it. */
    public void keep(Tx tx, String service, String keyId, byte[] content, String verdict) {
        bankNotices.evidence(tx, service, keyId, content, verdict, null);
    }

    /**
     * Takes a payment back whose provider denied what it had reported.
     *
     * @param caseId an open case {@code contradiction}
     * @param proposedBy another person than {@code approvedBy}
     */
    public void reverse(Tx tx, UUID caseId, String proposedBy, String approvedBy) {
        reverse.reverse(tx, caseId, proposedBy, approvedBy);
    }

    /** Lets go what waited for payments to be confirmed; called by a job. @return how much was let go */
    public int confirm() {
        return confirm.run();
    }

    /** Whether the policy of {@code payments.confirmed_by} is met, and no witness contradicts. */
    public boolean confirmed(Payment payment) {
        return Witnesses.confirmed(payment, rules.confirmedBy());
    }

    /** Since when {@link #confirmed} holds; empty while it does not. */
    public Optional<Instant> confirmedAt(Payment payment) {
        return confirmed(payment) ? Witnesses.confirmedAt(payment, rules.confirmedBy()) : Optional.empty();
    }

    /** Ends what nobody paid in time; called by a job. @return how many were ended */
    public int expireLate() {
        return expire.run();
    }

    /** The most obligations that one call of {@link #bookObligations} books; as many mean that there may be more. */
    public static final int BOOKED_AT_ONCE = BookObligations.BATCH;

    /** Books what became owed and what is owed no longer; called by a job. @return how many obligations were booked */
    public int bookObligations() {
        return books.run();
    }

    /** What a payer can use. */
    public Methods methods() {
        return methods;
    }
}
