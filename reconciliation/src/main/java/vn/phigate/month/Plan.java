package vn.phigate.month;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import vn.phigate.month.Month.Dossier;
import vn.phigate.month.Month.Order;
import vn.phigate.month.Month.Payee;
import vn.phigate.month.Month.Tariff;
import vn.phigate.month.Move.Account;
import vn.phigate.month.Move.Damage;
import vn.phigate.month.Move.Name;
import vn.phigate.month.Truth.What;

/** Throws the dice for a whole month: which dossiers, opened and paid how, and which money will move when. */
final class Plan {
    private static final List<String> PROVIDERS = List.of("vnpay", "vnpay", "momo");

    final List<Dossier> dossiers = new ArrayList<>();
    final List<Order> orders = new ArrayList<>();
    final List<Move> moves = new ArrayList<>();
    private final SplittableRandom random;
    private final LocalDate first;
    private final int days;
    private final List<Payee> payees;
    private final List<Integer> merged;
    private final List<Integer> divided;
    private final List<Tariff> tariffs;
    private final Map<String, Integer> sequences = new HashMap<>();
    private final Set<String> codes = new HashSet<>();

    Plan(long seed, int count, LocalDate first, int days, List<Payee> payees, List<Tariff> tariffs) {
        this.random = new SplittableRandom(seed);
        this.first = first;
        this.days = days;
        this.payees = payees;
        this.tariffs = tariffs;
        this.merged = having(false);
        this.divided = having(true);
        while (dossiers.size() < count) {
            Way way = Way.any(random);
            boolean nowhere = (way == Way.FORMER_ACCOUNT && merged.isEmpty())
                    || (way == Way.DIVIDED_ACCOUNT && divided.isEmpty());
            add(nowhere ? Way.CODE : way);
        }
    }

    private List<Integer> having(boolean dividedFormer) {
        var having = new ArrayList<Integer>();
        for (int i = 0; i < payees.size(); i++) {
            if (payees.get(i).former().stream().anyMatch(f -> f.divided() == dividedFormer)) {
                having.add(i);
            }
        }
        return having;
    }

    private void add(Way way) {
        int payee = anyPayee(way);
        Tariff tariff = BankHand.pick(tariffs, random);
        LocalDate day = anyDay();
        long due = tariff.amountVnd();
        String code = dossier(payee, tariff, day);
        Account own = own(payee);
        switch (way) {
            case REFERENCE -> byReference(code, payee, day, soon(day), due, What.INTACT_REFERENCE, Damage.NONE);
            case REFERENCE_DAMAGED ->
                byReference(code, payee, day, soon(day), due, What.REPAIRABLE_REFERENCE, Damage.ONE_FAULT);
            case REFERENCE_BROKEN ->
                byReference(code, payee, day, soon(day), due, What.BROKEN_REFERENCE, Damage.TWO_FAULTS);
            case LATE -> byReference(code, payee, day, later(day), due, What.LATE, Damage.NONE);
            case REFERENCE_AND_CODE ->
                move(
                        soon(day),
                        own,
                        due,
                        List.of(Name.order(order(payee, List.of(code), "vietqr", day)), Name.dossier(code)),
                        Damage.NONE,
                        What.BOTH_NAMED,
                        code);
            case REFERENCE_OF_TWO -> {
                String other = dossier(payee, tariff, day);
                int order = order(payee, List.of(code, other), "vietqr", day);
                move(
                        soon(day),
                        own,
                        2 * due,
                        List.of(Name.order(order)),
                        Damage.NONE,
                        What.TWO_DOSSIERS_ONE_PAYMENT,
                        code,
                        other);
            }
            case CODE -> byCode(code, own, soon(day), due, What.INTACT_DOSSIER_CODE, Damage.NONE);
            case CODE_DAMAGED -> byCode(code, own, soon(day), due, What.DAMAGED_DOSSIER_CODE, Damage.ONE_FAULT);
            case CUT -> {
                if (random.nextBoolean()) {
                    byCode(code, own, soon(day), due, What.CUT_CODE, Damage.CUT);
                } else {
                    byReference(code, payee, day, soon(day), due, What.CUT_CODE, Damage.CUT);
                }
            }
            case PROVIDER ->
                orders.add(new Order(orders.size(), payee, List.of(code), BankHand.pick(PROVIDERS, random), day, due));
            case OTHER_AMOUNT -> {
                long[] off = {-1_100, -3_300, -5_000, 500, 5_000, 10_000, 270_000};
                byCode(code, own, soon(day), due + off[random.nextInt(off.length)], What.AMOUNT_DIFFERS, Damage.NONE);
            }
            case TWICE -> twice(code, payee, day, due);
            case LATE_AND_PAID -> {
                int expired = order(payee, List.of(code), "vietqr", day);
                int second = order(payee, List.of(code), "vietqr", day.plusDays(2));
                if (second >= 0) {
                    byName(Name.order(second), own, day.plusDays(2), due, What.INTACT_REFERENCE, Damage.NONE, code);
                    byName(Name.order(expired), own, day.plusDays(3), due, What.LATE_AND_PAID, Damage.NONE, code);
                }
            }
            case INSTALMENTS -> instalments(code, payee, day, due);
            case FORMER_ACCOUNT -> byCode(code, former(payee, false), soon(day), due, What.FORMER_ACCOUNT, Damage.NONE);
            case DIVIDED_ACCOUNT ->
                byCode(code, former(payee, true), soon(day), due, What.DIVIDED_ACCOUNT, Damage.NONE);
            case WRONG_AGENCY -> {
                int other = (payee + 1 + random.nextInt(payees.size() - 1)) % payees.size();
                byCode(code, own(other), soon(day), due, What.WRONG_AGENCY, Damage.NONE);
            }
            case TWO_CODES -> {
                String other = dossier(payee, tariff, day);
                move(
                        soon(day),
                        own,
                        random.nextInt(4) == 0 ? due : 2 * due,
                        List.of(Name.dossier(code), Name.dossier(other)),
                        Damage.NONE,
                        What.TWO_CODES,
                        code,
                        other);
            }
            case SHARED_CODE -> shared(code, payee, tariff, day);
            case NO_CODE -> move(soon(day), own, due, List.of(), Damage.NONE, What.NO_CODE, code);
            case UNPAID -> {
                if (random.nextBoolean()) {
                    order(payee, List.of(code), "vietqr", day);
                }
            }
        }
    }

    private void twice(String code, int payee, LocalDate day, long due) {
        boolean opened = random.nextBoolean();
        Name name = opened ? Name.order(order(payee, List.of(code), "vietqr", day)) : Name.dossier(code);
        LocalDate again = random.nextBoolean() ? day : soon(day).plusDays(random.nextInt(3));
        Account own = own(payee);
        byName(name, own, day, due, opened ? What.INTACT_REFERENCE : What.INTACT_DOSSIER_CODE, Damage.NONE, code);
        byName(random.nextBoolean() ? name : Name.dossier(code), own, again, due, What.PAID_TWICE, Damage.NONE, code);
        if (random.nextInt(3) == 0) {
            byName(Name.dossier(code), own, again.plusDays(2), -due, What.MONEY_OUT, Damage.NONE, code);
        }
    }

    private void instalments(String code, int payee, LocalDate day, long due) {
        Name name = random.nextBoolean() ? Name.order(order(payee, List.of(code), "vietqr", day)) : Name.dossier(code);
        long rest = due;
        int parts = 2 + random.nextInt(2);
        LocalDate on = day;
        for (int part = 1; part <= parts; part++) {
            long vnd = part == parts ? rest : Math.max(1_000, rest / (parts + 1 - part) / 1_000 * 1_000);
            rest -= vnd;
            byName(name, own(payee), min(on), vnd, What.INSTALMENT, Damage.NONE, code);
            on = on.plusDays(random.nextInt(3));
        }
    }

    /** Two units whose codes differ by where the dots stand. */
    private void shared(String code, int payee, Tariff tariff, LocalDate day) {
        int dash = code.indexOf('-');
        String twin = code.startsWith("H26.") && dash > 6 ? "H26." + code.charAt(4) + "." + code.substring(5) : code;
        if (twin.equals(code) || !codes.add(twin)) {
            return;
        }
        dossiers.add(new Dossier(twin, payee, tariff, day));
        byCode(code, own(payee), soon(day), tariff.amountVnd(), What.SHARED_CODE, Damage.NONE);
    }

    private void byReference(
            String code, int payee, LocalDate opened, LocalDate day, long vnd, What what, Damage damage) {
        byName(Name.order(order(payee, List.of(code), "vietqr", opened)), own(payee), day, vnd, what, damage, code);
    }

    private void byCode(String code, Account account, LocalDate day, long vnd, What what, Damage damage) {
        byName(Name.dossier(code), account, day, vnd, what, damage, code);
    }

    private void byName(Name name, Account account, LocalDate day, long vnd, What what, Damage damage, String code) {
        move(day, account, vnd, List.of(name), damage, what, code);
    }

    /** What would come after the month's end is not seen in it. */
    private void move(
            LocalDate day, Account account, long vnd, List<Name> named, Damage damage, What what, String... whose) {
        if (!day.isAfter(last())) {
            moves.add(new Move(moves.size(), day, account, vnd, named, damage, new Truth(what, List.of(whose))));
        }
    }

    /** @return -1 when the month is over before */
    private int order(int payee, List<String> codesOfOrder, String method, LocalDate day) {
        if (day.isAfter(last())) {
            return -1;
        }
        orders.add(new Order(orders.size(), payee, codesOfOrder, method, day, 0));
        return orders.size() - 1;
    }

    private String dossier(int payee, Tariff tariff, LocalDate day) {
        String agency = payees.get(payee).agency();
        // One unit writes its code in the form of 2016 still, one is the city's own; all others name themselves behind
        // the city.
        String unit = payee == payees.size() - 1
                ? "H26"
                : payee % 12 == 5
                        ? String.format(Locale.ROOT, "000.%02d.%02d.H26", payee / 90, 10 + payee % 90)
                        : "H26." + agency;
        String head = unit + "-"
                + String.format(
                        Locale.ROOT, "%02d%02d%02d", day.getYear() % 100, day.getMonthValue(), day.getDayOfMonth());
        String code = head + "-" + String.format(Locale.ROOT, "%04d", sequences.merge(head, 1, Integer::sum));
        codes.add(code);
        dossiers.add(new Dossier(code, payee, tariff, day));
        return code;
    }

    private Account own(int payee) {
        return new Account(payees.get(payee).bin(), payees.get(payee).number());
    }

    private Account former(int payee, boolean dividedFormer) {
        return payees.get(payee).former().stream()
                .filter(f -> f.divided() == dividedFormer)
                .findFirst()
                .map(f -> new Account(f.bin(), f.number()))
                .orElseThrow();
    }

    /** Some have far more to do than others. */
    private int anyPayee(Way way) {
        List<Integer> of = way == Way.FORMER_ACCOUNT ? merged : way == Way.DIVIDED_ACCOUNT ? divided : List.of();
        if (!of.isEmpty()) {
            return BankHand.pick(of, random);
        }
        double skewed = Math.pow(random.nextDouble(), 1.5);
        return (int) (skewed * payees.size());
    }

    private LocalDate anyDay() {
        LocalDate day = first.plusDays(random.nextInt(days));
        boolean free = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return free && random.nextInt(10) > 2 ? first.plusDays(random.nextInt(days)) : day;
    }

    /** Most transfers are booked on their day, some on the next. */
    private LocalDate soon(LocalDate day) {
        return min(random.nextInt(5) == 0 ? day.plusDays(1) : day);
    }

    private LocalDate later(LocalDate day) {
        return day.plusDays(3 + random.nextInt(6));
    }

    private LocalDate min(LocalDate day) {
        return day.isAfter(last()) ? last() : day;
    }

    private LocalDate last() {
        return first.plusDays(days - 1L);
    }
}
