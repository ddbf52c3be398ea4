package vn.phigate.month;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.phigate.month.Move.Account;
import vn.phigate.month.Move.Damage;
import vn.phigate.month.Truth.What;

/**
 * The door to a generated month. Its dossiers and orders are known from the start; a bank day can be written once all orders of the days up to it
 * were opened, because only then their references are known.
 */
public final class Month {
    private static final int TRIES = 200;

    /**
     * Who collects.
     *
     * @param bin six digits of the bank in the NAPAS list
     * @param former accounts of communes that it took over, wholly or in part
     */
    public record Payee(String agency, String bin, String number, List<Former> former) {}

    /** @param divided the commune went to several, and nobody has decided whose the account's money is */
    public record Former(String bin, String number, boolean divided) {}

    /** What a dossier owes. @param units of the fee; 1 to leave it out */
    public record Tariff(String procedure, int units, long amountVnd) {}

    /** @param payee index of it */
    public record Dossier(String code, int payee, Tariff tariff, LocalDate receivedOn) {}

    /**
     * A payment that somebody opens.
     *
     * @param method of the outside contract
     * @param reportedVnd what the provider reports on the same day; 0 when it reports nothing
     */
    public record Order(int number, int payee, List<String> dossiers, String method, LocalDate day, long reportedVnd) {}

    /**
     * An open order as the product named it.
     *
     * @param orderId the provider's
     */
    public record Opened(String reference, String orderId) {}

    /**
     * One line of a bank's statement with the truth about it.
     *
     * @param amountVnd below 0 for money out
     * @param reference the bank's own, unique
     */
    public record Line(
            String bin,
            String account,
            LocalDate day,
            long amountVnd,
            String narrative,
            String reference,
            Truth truth) {}

    /** A file as it reaches the desk. @param isNew false for one that says nothing new */
    public record BankFile(String name, byte[] content, int lines, boolean isNew) {}

    /** @param settlements of the providers, in the order they come; before or after the pay-out's own statement */
    public record BankDay(List<Line> lines, List<BankFile> statements, List<BankFile> settlements) {}

    private final long seed;
    private final List<Payee> payees;
    private final Plan plan;
    private final Compact known = new Compact();
    private final Map<Integer, Opened> opened = new HashMap<>();
    private final Map<LocalDate, List<Move>> movesByDay;
    private final Map<Account, Statement> last = new HashMap<>();

    public Month(long seed, int dossiers, LocalDate first, int days, List<Payee> payees, List<Tariff> tariffs) {
        this.seed = seed;
        this.payees = List.copyOf(payees);
        this.plan = new Plan(seed, dossiers, first, days, payees, tariffs);
        plan.dossiers.forEach(dossier -> known.know(dossier.code()));
        this.movesByDay = plan.moves.stream().collect(Collectors.groupingBy(Move::day));
    }

    public List<Dossier> dossiers(LocalDate day) {
        return plan.dossiers.stream().filter(d -> d.receivedOn().equals(day)).toList();
    }

    public List<Order> orders(LocalDate day) {
        return plan.orders.stream().filter(o -> o.day().equals(day)).toList();
    }

    /** Tells what the product called an order; from any thread. */
    public synchronized void opened(int order, Opened names) {
        opened.put(order, names);
        known.know(names.reference());
    }

    /** The provider's own number of an order's money. */
    public static long transaction(int order) {
        return 14_000_000L + order;
    }

    /** Everything that banks and providers send about a day. Days are asked for in their order. */
    public BankDay bankDay(LocalDate day) {
        Map<Account, List<Line>> byAccount =
                new TreeMap<>(Comparator.comparing(Account::bin).thenComparing(Account::number));
        for (Move move : movesByDay.getOrDefault(day, List.of())) {
            byAccount.computeIfAbsent(move.account(), a -> new ArrayList<>()).add(write(move));
        }
        var settlements = new ArrayList<BankFile>();
        payOuts(day, byAccount, settlements);
        var lines = new ArrayList<Line>();
        var statements = new ArrayList<BankFile>();
        byAccount.forEach((account, own) -> {
            var random = new SplittableRandom(Objects.hash(seed, day, account.bin() + account.number()));
            nobodysFees(account, day, own, random);
            Collections.shuffle(own, new Random(random.nextLong()));
            Statement before = last.get(account);
            long opening = before == null ? 1_000_000L * (1 + random.nextInt(90)) : before.closingVnd();
            var statement = new Statement(account.bin(), account.number(), day, day, opening, own);
            last.put(account, statement);
            lines.addAll(own);
            BankFile file = BankFiles.write(statement);
            statements.add(file);
            if (random.nextInt(50) == 0) {
                statements.add(new BankFile("copy-" + file.name(), file.content(), 0, false));
            } else if (before != null && random.nextInt(50) == 0) {
                BankFile both = BankFiles.write(before.with(statement));
                statements.add(new BankFile(both.name(), both.content(), 0, false));
            }
        });
        return new BankDay(lines, statements, settlements);
    }

    private Line write(Move move) {
        var random = new SplittableRandom(Objects.hash(seed, 7, move.number()));
        String bin = move.account().bin();
        return new Line(
                bin,
                move.account().number(),
                move.day(),
                move.amountVnd(),
                narrative(move, random),
                reference(random, move.number()),
                move.truth());
    }

    private static String reference(SplittableRandom random, int number) {
        return "FT" + BankHand.digits(6, random) + String.format(Locale.ROOT, "%08d", number);
    }

    /** Written again until it says what it is meant to say, and nothing else by chance. */
    private String narrative(Move move, SplittableRandom random) {
        List<String> codes = move.named().stream().map(this::text).toList();
        List<String> wanted = codes.stream().map(Compact::of).toList();
        String bin = move.account().bin();
        for (int i = 0; i < TRIES; i++) {
            var written = new ArrayList<>(codes);
            if (move.damage() != Damage.NONE) {
                written.set(0, damaged(move.damage(), codes.getFirst(), random));
            }
            boolean open = move.damage() != Damage.CUT;
            String sentence = open ? BankHand.sentence(written, random) : "nop phi ho so " + written.getFirst();
            if (move.amountVnd() < 0) {
                sentence = "HOAN TRA " + sentence;
            }
            String narrative = BankHand.frame(bin, BankHand.strip(bin, sentence, random), move.day(), open, random);
            if (says(Compact.of(narrative), move.damage(), wanted, move.truth().what())) {
                return narrative;
            }
        }
        throw new IllegalStateException("no text in " + TRIES + " tries for " + move);
    }

    private boolean says(String compact, Damage damage, List<String> wanted, What what) {
        if (damage == Damage.NONE) {
            return wanted.stream().allMatch(compact::contains) && !known.namesOther(compact, wanted);
        }
        String code = wanted.getFirst();
        boolean otherwise = compact.contains(code) || known.namesOther(compact, List.of());
        return !otherwise
                && switch (what) {
                    case REPAIRABLE_REFERENCE -> Compact.faults(code, compact) == 1;
                    case BROKEN_REFERENCE, CUT_CODE -> Compact.faults(code, compact) > 1;
                    default -> true;
                };
    }

    private static String damaged(Damage damage, String code, SplittableRandom random) {
        return switch (damage) {
            case NONE -> code;
            case ONE_FAULT -> Typo.one(code, random);
            case TWO_FAULTS -> Typo.two(code, random);
            case CUT -> Typo.cut(code, 2 + random.nextInt(4));
        };
    }

    private String text(Move.Name name) {
        String dossier = name.dossier();
        return dossier != null ? dossier : opened(name.order()).reference();
    }

    private Opened opened(int order) {
        return Objects.requireNonNull(opened.get(order), () -> "order " + order + " was never opened");
    }

    /** Providers pay out on the next day, for each account what they took for it. */
    private void payOuts(LocalDate day, Map<Account, List<Line>> byAccount, List<BankFile> settlements) {
        var batches = new LinkedHashMap<String, List<Order>>();
        for (Order order : orders(day.minusDays(1))) {
            if (order.reportedVnd() > 0) {
                batches.computeIfAbsent(order.method() + order.payee(), b -> new ArrayList<>())
                        .add(order);
            }
        }
        batches.forEach((key, batch) -> {
            Payee payee = payees.get(batch.getFirst().payee());
            var random = new SplittableRandom(Objects.hash(seed, day, key));
            var settlement = new Settlement(
                    batch.getFirst().method(),
                    payee,
                    day.minusDays(1),
                    batch.stream()
                            .map(o -> new Settlement.Row(o, opened(o.number())))
                            .toList());
            settlements.add(settlement.file());
            byAccount
                    .computeIfAbsent(new Account(payee.bin(), payee.number()), a -> new ArrayList<>())
                    .add(new Line(
                            payee.bin(),
                            payee.number(),
                            day,
                            settlement.netVnd(),
                            BankHand.payOut(payee.bin(), settlement.narrative(), day, random),
                            reference(random, 90_000_000 + batch.getFirst().number()),
                            new Truth(
                                    What.BATCH,
                                    batch.stream()
                                            .flatMap(o -> o.dossiers().stream())
                                            .toList())));
        });
    }

    /** What moves on every account beside fees: the bank's own charges, interest, money sent by mistake, money passed on to the treasury. */
    private static void nobodysFees(Account account, LocalDate day, List<Line> lines, SplittableRandom random) {
        var others = new LinkedHashMap<String, Long>();
        if (random.nextInt(12) == 0) {
            others.put("THU PHI QUAN LY TAI KHOAN THANG " + day.getMonthValue(), -(1_100L * (1 + random.nextInt(20))));
        }
        if (random.nextInt(25) == 0) {
            others.put("LAI NHAP VON", 100L + random.nextInt(9_000));
        }
        if (random.nextInt(20) == 0) {
            others.put("TRAN VAN " + (char) ('A' + random.nextInt(26)) + " chuyen tien mua hang", 30_000L);
        }
        if (random.nextInt(10) == 0) {
            others.put("NOP NSNN KBNN HA NOI C" + BankHand.digits(7, random), -(10_000L * (1 + random.nextInt(30))));
        }
        others.forEach((narrative, vnd) -> lines.add(new Line(
                account.bin(),
                account.number(),
                day,
                vnd,
                narrative,
                reference(random, 95_000_000 + random.nextInt(1_000_000)),
                new Truth(vnd < 0 ? What.MONEY_OUT : What.NOT_A_FEE, List.of()))));
    }
}
