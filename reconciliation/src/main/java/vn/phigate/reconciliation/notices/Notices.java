package vn.phigate.reconciliation.notices;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to notices held against lines. */
public final class Notices {
    private static final int LINES_A_LOOK = 500;

    private final NoticeBook book;
    private final Statements statements;
    private final Accounts accounts;
    private final Agencies agencies;

    public Notices(NoticeBook book, Statements statements, Accounts accounts, Agencies agencies) {
        this.book = book;
        this.statements = statements;
        this.accounts = accounts;
        this.agencies = agencies;
    }

    /**
     * A notice with what the bank booked for it.
     *
     * @param owner the agency whose account it is; null when the account is not ours, or at two banks
     * @param line null while no line stands for it
     */
    public record Held(
            NoticeBook.Told told,
            @Nullable Agency owner,
            @Nullable BankLine line) {
        public UUID id() {
            return told.id();
        }
    }

    /**
     * A day in figures.
     *
     * @param provisional no statement has decided yet
     * @param corrected the bank booked another amount, reference or day
     * @param withdrawn the bank never booked it
     * @param unannounced lines of money in that no notice announced, on accounts where a service is at work
     */
    public record Day(long provisional, long confirmed, long corrected, long withdrawn, long unannounced) {
        public long inAll() {
            return provisional + confirmed + corrected + withdrawn;
        }
    }

    public Day day(Sql sql, LocalDate day) {
        Map<NoticeBook.Status, Long> counts = book.counts(sql, day);
        Set<UUID> served = book.served(sql, day);
        Map<UUID, Long> taken = book.takenOfDay(sql, day);
        long unannounced = statements.credits(sql, served, day).entrySet().stream()
                .mapToLong(lines -> lines.getValue() - taken.getOrDefault(lines.getKey(), 0L))
                .sum();
        return new Day(
                counts.getOrDefault(NoticeBook.Status.PROVISIONAL, 0L),
                counts.getOrDefault(NoticeBook.Status.CONFIRMED, 0L),
                counts.getOrDefault(NoticeBook.Status.CORRECTED, 0L),
                counts.getOrDefault(NoticeBook.Status.WITHDRAWN, 0L),
                unannounced);
    }

    /** @param day null for all days; @param status null for all; @param after the last id seen */
    public List<Held> list(
            Sql sql, @Nullable LocalDate day, NoticeBook.@Nullable Status status, UUID after, int limit) {
        List<NoticeBook.Told> told = book.list(sql, day, status, after, limit);
        Map<UUID, BankLine> lines =
                statements
                        .lines(
                                sql,
                                told.stream()
                                        .map(NoticeBook.Told::lineId)
                                        .filter(Objects::nonNull)
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(BankLine::id, Function.identity()));
        Map<String, Long> owners = new HashMap<>();
        told.forEach(each -> owners.computeIfAbsent(each.account(), account -> ownerId(sql, each)));
        Map<Long, Agency> names = agencies.byIds(
                sql,
                owners.values().stream().filter(Objects::nonNull).distinct().toList());
        return told.stream()
                .map(each -> {
                    Long owner = owners.get(each.account());
                    UUID line = each.lineId();
                    return new Held(
                            each, owner == null ? null : names.get(owner), line == null ? null : lines.get(line));
                })
                .toList();
    }

    private @Nullable Long ownerId(Sql sql, NoticeBook.Told told) {
        List<Long> owners = accounts.withNumber(sql, told.number()).stream()
                .filter(account -> told.bin().isEmpty() || account.bin().equals(told.bin()))
                .map(CollectionAccount::agencyId)
                .distinct()
                .toList();
        return owners.size() == 1 ? owners.getFirst() : null;
    }

    /** Lines of money in on a day that no notice announced, of the accounts where a service is at work, in the order of their ids. */
    public List<BankLine> unannounced(Sql sql, LocalDate day, UUID after, int limit) {
        Set<UUID> served = book.served(sql, day);
        var found = new ArrayList<UUID>();
        UUID from = after;
        while (found.size() < limit) {
            List<UUID> lines = statements.credits(sql, served, day, from, LINES_A_LOOK);
            Set<UUID> taken = book.taken(sql, lines);
            lines.stream().filter(line -> !taken.contains(line)).forEach(found::add);
            if (lines.size() < LINES_A_LOOK) {
                break;
            }
            from = lines.getLast();
        }
        List<UUID> page = found.subList(0, Math.min(limit, found.size()));
        Map<UUID, BankLine> read =
                statements.lines(sql, page).stream().collect(Collectors.toMap(BankLine::id, Function.identity()));
        return page.stream().map(id -> Objects.requireNonNull(read.get(id))).toList();
    }
}
