package vn.phigate.reconciliation.evaluation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.dossiers.NewDossier;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.month.Month;
import vn.phigate.month.Month.BankFile;
import vn.phigate.month.Month.Line;
import vn.phigate.month.Month.Order;
import vn.phigate.month.Month.Payee;
import vn.phigate.month.Month.Tariff;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.statements.Statements;

/** The door: plays a month, then says how well the product did. */
public final class Evaluation {
    private static final String BY = "evaluation";
    private static final String MAKER = "ke-toan";
    private static final String CHECKER = "ke-toan-truong";
    private static final Duration MORNING = Duration.ofHours(8);
    private static final Duration DESK_OPENS = Duration.ofMinutes(9 * 60 + 30);
    private static final Duration AFTERNOON = Duration.ofHours(15);
    private static final int PAGE = 500;
    private static final int TOGETHER = 50;
    private static final UUID NONE = new UUID(0, 0);

    /** Few amounts, so that equal ones are everywhere. */
    private static final List<Tariff> TARIFFS = List.of(
            new Tariff("9.000001", 1, 30_000),
            new Tariff("9.000001", 2, 50_000),
            new Tariff("2.000884", 1, 10_000),
            new Tariff("2.000884", 3, 30_000),
            new Tariff("2.001019", 1, 50_000));

    private static final String KEY_OF_ORDER = "select key_id from gateway.attempt where provider = ? and order_id = ?";
    private static final String FORMER = """
            select id, bank_bin, number from gateway.collection_account
            where status = 'superseded' order by bank_bin, number
            """;

    private final Doors doors;
    private final SetClock clock;
    private final Size size;
    private final Consumer<String> progress;
    private final Stages stages = new Stages();
    private final Map<Integer, Month.Opened> orders = new ConcurrentHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final AtomicInteger files = new AtomicInteger();

    /** @param clock the one that the doors go by */
    public Evaluation(Doors doors, SetClock clock, Size size, Consumer<String> progress) {
        this.doors = doors;
        this.clock = clock;
        this.size = size;
        this.progress = progress;
    }

    public Report run() {
        clock.set(Size.FIRST, DESK_OPENS);
        List<Payee> payees = payees();
        progress.accept(payees.size() + " tài khoản, sinh tháng / accounts, generating the month …");
        var month = new Month(size.seed(), size.dossiers(), Size.FIRST, size.days(), payees, TARIFFS);
        try (var crew = new Crew(size.threads())) {
            for (LocalDate day = Size.FIRST; !day.isAfter(size.last()); day = day.plusDays(1)) {
                playDay(month, payees, day, crew);
                playMorningAfter(month, day, crew);
                progress.accept(day + ": " + lines.size() + " dòng / lines");
            }
            var close = closeAll(crew);
            return new Score(lines, matches()).report(size, files.get(), stages.report(), close);
        }
    }

    /** Who collects the sample fees today, and on which accounts of former communes their money still comes. */
    private List<Payee> payees() {
        Instant now = clock.instant();
        Map<Long, List<Month.Former>> formers = new HashMap<>();
        doors.db().list(FORMER, row -> row).forEach(row -> {
            Successor successor = doors.successions()
                    .successor(doors.db(), row.uuid("id"), now)
                    .orElse(null);
            if (successor != null) {
                // The first candidate stands for a divided commune: somebody's money comes there, and nobody knows
                // whose.
                Agency heir = successor.candidates().getFirst();
                formers.computeIfAbsent(heir.id(), a -> new ArrayList<>())
                        .add(new Month.Former(row.text("bank_bin"), row.text("number"), successor.undecided()));
            }
        });
        var payees = new ArrayList<Payee>();
        for (Agency agency : doors.agencies().list(doors.db(), BusinessDay.of(now), "", 10_000)) {
            doors.accounts()
                    .resolve(doors.db(), agency.id(), TARIFFS.getFirst().procedure(), Kind.FEE, now, now)
                    .map(resolution -> resolution.account())
                    .ifPresent(account -> payees.add(new Payee(
                            agency.code(),
                            account.bin(),
                            account.number(),
                            formers.getOrDefault(agency.id(), List.of()))));
        }
        payees.sort(Comparator.comparing(Payee::agency));
        return payees;
    }

    private void playDay(Month month, List<Payee> payees, LocalDate day, Crew crew) {
        clock.set(day, DESK_OPENS);
        doors.payments().expireLate();
        List<Month.Dossier> dossiers = month.dossiers(day);
        stages.time(
                "dossiers",
                dossiers.size(),
                () -> crew.each(
                        together(dossiers, Month.Dossier::payee),
                        some -> doors.db().inTransactionDo(tx -> some.forEach(each -> record(tx, payees, each)))));
        List<Order> opening = month.orders(day);
        stages.time(
                "payments",
                opening.size(),
                () -> crew.each(
                        together(opening, Order::payee),
                        some -> doors.db().inTransactionDo(tx -> some.forEach(each -> open(tx, month, each)))));
        clock.set(day, AFTERNOON);
        List<Order> reported =
                opening.stream().filter(order -> order.reportedVnd() > 0).toList();
        stages.time(
                "reports",
                reported.size(),
                () -> crew.each(
                        together(reported, Order::payee), some -> doors.db().inTransactionDo(tx -> report(tx, some))));
    }

    /** What one payee's day is made of, some to a transaction; payees do not wait for each other. */
    private static <T> List<List<T>> together(List<T> all, Function<T, Integer> payee) {
        var parts = new ArrayList<List<T>>();
        all.stream()
                .collect(Collectors.groupingBy(payee, TreeMap::new, Collectors.toList()))
                .values()
                .forEach(own -> {
                    for (int from = 0; from < own.size(); from += TOGETHER) {
                        parts.add(own.subList(from, Math.min(own.size(), from + TOGETHER)));
                    }
                });
        return parts;
    }

    private void record(Tx tx, List<Payee> payees, Month.Dossier dossier) {
        Tariff tariff = dossier.tariff();
        Dossiers.Recorded recorded = doors.dossiers()
                .record(
                        tx,
                        new NewDossier(
                                dossier.code(),
                                tariff.procedure(),
                                payees.get(dossier.payee()).agency(),
                                Channel.ONLINE,
                                dossier.receivedOn(),
                                null,
                                tariff.units() == 1 ? Map.of() : Map.of(Kind.FEE.name(), (long) tariff.units())),
                        BY);
        if (recorded.dossier().amountDueVnd() != tariff.amountVnd()) {
            throw new IllegalStateException(
                    dossier + " owes " + recorded.dossier().amountDueVnd());
        }
    }

    private void open(Tx tx, Month month, Order order) {
        Payment payment = doors.payments()
                .create(
                        tx,
                        new Payments.NewPayment(
                                order.dossiers(), List.of(), order.method(), null, BY, "127.0.0.1", "vi"))
                .payment();
        var names = new Month.Opened(payment.reference(), payment.lastAttempt().orderId());
        orders.put(order.number(), names);
        month.opened(order.number(), names);
    }

    private void report(Tx tx, List<Order> reported) {
        List<Notice> notices = reported.stream()
                .map(order -> {
                    String orderId =
                            Objects.requireNonNull(orders.get(order.number())).orderId();
                    return new Notice(
                            order.method(),
                            "callback",
                            orderId,
                            tx.get(KEY_OF_ORDER, order.method(), orderId)
                                    .orElseThrow()
                                    .text("key_id"),
                            order.reportedVnd(),
                            Notice.Result.PAID,
                            String.valueOf(Month.transaction(order.number())),
                            clock.instant(),
                            "00",
                            orderId.getBytes(StandardCharsets.US_ASCII));
                })
                .toList();
        for (Recorded recorded : doors.payments().record(tx, notices)) {
            if (!(recorded instanceof Recorded.Moved)) {
                throw new IllegalStateException("a report of the month was taken as " + recorded);
            }
        }
    }

    private void playMorningAfter(Month month, LocalDate day, Crew crew) {
        clock.set(day.plusDays(1), MORNING);
        Month.BankDay bankDay = month.bankDay(day);
        lines.addAll(bankDay.lines());
        List<BankFile> fresh =
                bankDay.statements().stream().filter(BankFile::isNew).toList();
        stages.time("lines imported", bankDay.lines().size(), () -> crew.each(fresh, this::take));
        stages.time(
                "settlement rows taken",
                bankDay.settlements().stream().mapToInt(BankFile::lines).sum(),
                () -> crew.each(bankDay.settlements(), this::takeSettlement));
        // What comes again, or over days that are booked, is sent like any other file; it must change nothing.
        crew.each(bankDay.statements().stream().filter(file -> !file.isNew()).toList(), this::take);
        stages.time(
                "lines matched", bankDay.lines().size(), () -> doors.matching().run(day, null, MAKER));
    }

    private void take(BankFile file) {
        files.incrementAndGet();
        Statements.Imported imported =
                doors.db().inTransaction(tx -> doors.statements().take(tx, file.name(), file.content(), MAKER));
        int booked = imported.file().statements().stream()
                .mapToInt(s -> s.lineCount())
                .sum();
        boolean asMeant = file.isNew() ? booked == file.lines() : imported.duplicate() || booked == 0;
        if (!asMeant) {
            throw new IllegalStateException(file.name() + ": " + booked + " lines booked, "
                    + imported.file().findings().stream()
                            .map(f -> f.finding().rule())
                            .toList());
        }
    }

    private void takeSettlement(BankFile file) {
        files.incrementAndGet();
        Settlements.Imported imported =
                doors.db().inTransaction(tx -> doors.settlements().take(tx, file.name(), file.content(), MAKER));
        if (imported.duplicate() || imported.file().batches().isEmpty()) {
            throw new IllegalStateException(file.name() + " was not taken as a pay-out: " + imported.file());
        }
    }

    private List<Match> matches() {
        var all = new ArrayList<Match>();
        for (LocalDate day = Size.FIRST; !day.isAfter(size.last()); day = day.plusDays(1)) {
            UUID after = NONE;
            List<Match> page;
            do {
                page = doors.matching().list(doors.db(), day, null, after, PAGE);
                all.addAll(page);
                after = page.isEmpty() ? after : page.getLast().id();
            } while (page.size() == PAGE);
        }
        return all;
    }

    /** Each account's days in their order, by two people, once the month is over. */
    private Report.Close closeAll(Crew crew) {
        clock.set(size.last().plusDays(2), MORNING);
        Map<String, List<Line>> byAccount = lines.stream()
                .collect(Collectors.groupingBy(l -> l.bin() + "-" + l.account(), TreeMap::new, Collectors.toList()));
        Map<String, Integer> refused = new TreeMap<>();
        var closed = new AtomicInteger();
        var open = new AtomicInteger();
        var unlisted = new AtomicInteger();
        int accountDays = (int) byAccount.values().stream()
                .mapToLong(own -> own.stream().map(Line::day).distinct().count())
                .sum();
        stages.time(
                "account-days closed",
                accountDays,
                () -> crew.each(byAccount.entrySet(), account -> {
                    Map<LocalDate, Long> linesByDay = account.getValue().stream()
                            .collect(Collectors.groupingBy(Line::day, TreeMap::new, Collectors.counting()));
                    linesByDay.forEach((day, count) -> {
                        try {
                            Closing closing = close(account.getKey(), day);
                            closed.incrementAndGet();
                            int left = closing.content().buckets().stream()
                                    .filter(bucket -> !bucket.bucket().equals("matched"))
                                    .mapToInt(bucket -> bucket.count())
                                    .sum();
                            open.addAndGet(left);
                            unlisted.addAndGet((int) Math.abs(count - linesIn(closing)));
                        } catch (Refusal refusal) {
                            synchronized (refused) {
                                refused.merge(refusal.type().code(), 1, Integer::sum);
                            }
                        }
                    });
                }));
        return new Report.Close(
                accountDays,
                closed.get(),
                refused,
                open.get(),
                unlisted.get(),
                doors.ledger().trialBalance(doors.db(), size.last()).sumVnd());
    }

    private static long linesIn(Closing closing) {
        return closing.content().buckets().stream()
                .flatMap(bucket -> bucket.items().stream())
                .map(item -> item.lineId())
                .distinct()
                .count();
    }

    private Closing close(String key, LocalDate day) {
        CollectionAccount account = doors.statements().account(doors.db(), key);
        Closing prepared = doors.db()
                .inTransaction(
                        tx -> doors.closings().prepare(tx, account, day, MAKER).closing());
        return doors.db().inTransaction(tx -> doors.closings().sign(tx, prepared.id(), CHECKER));
    }
}
