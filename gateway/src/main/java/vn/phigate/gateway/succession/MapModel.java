package vn.phigate.gateway.succession;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.procedures.Kind;

/**
 * The map of accounts as it is believed at one instant, in memory, so that it can be asked what it would say under other successions. Answers as
 * {@code Accounts.resolve} does; a property test holds the two against each other.
 */
final class MapModel {
    private static final int MOST_STEPS = 100;
    private static final int MOST_ROUNDS = 20;
    private static final String ROWS = """
            select agency_id, procedure_code, kind, account_id, lower(valid) as from_at, upper(valid) as until_at
            from gateway.account_assignment where status in ('approved', 'ended') and recorded @> cast(? as timestamptz)
            """;
    private static final String ACCOUNTS = """
            select id, agency_id, lower(valid) as from_at, upper(valid) as until_at
            from gateway.collection_account where status in ('active', 'superseded', 'closed')
            """;
    private static final String LINKS = """
            select l.part_id, p.succession_id, l.former_agency, l.former_account, l.successor_agency, l.successor_account,
                   lower(l.valid) as from_at, upper(l.valid) as until_at
            from gateway.succession_link l join gateway.succession_part p on p.id = l.part_id
            where l.recorded @> cast(? as timestamptz)
            """;

    /** Half-open. @param from null since ever @param until null for ever */
    record Span(@Nullable Instant from, @Nullable Instant until) {
        boolean covers(Instant at) {
            return (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
        }
    }

    record Key(@Nullable String procedure, Kind kind) {}

    private record Duty(Span span, UUID account) {}

    private record Owned(Span span, long agency) {}

    /** One of the two formers; no successor for an agency whose successor is undecided. */
    record Link(
            UUID part,
            UUID succession,
            @Nullable Long formerAgency,
            @Nullable UUID formerAccount,
            @Nullable Long successorAgency,
            @Nullable UUID successorAccount,
            Span span) {}

    /** @param account null for none @param until the next instant at which another answer is possible; null when there is none */
    record Answer(@Nullable UUID account, @Nullable Instant until) {}

    private final Map<Long, Map<Key, List<Duty>>> duties;
    private final Map<UUID, Owned> accounts;
    private final List<Link> links;
    private final Map<Object, List<Link>> linksOf = new HashMap<>();

    private MapModel(Map<Long, Map<Key, List<Duty>>> duties, Map<UUID, Owned> accounts, Collection<Link> links) {
        this.duties = duties;
        this.accounts = accounts;
        this.links = List.copyOf(links);
        for (Link link : links) {
            Object former = link.formerAgency() == null ? link.formerAccount() : link.formerAgency();
            if (former != null) {
                linksOf.computeIfAbsent(former, f -> new ArrayList<>()).add(link);
            }
        }
    }

    static MapModel read(Sql sql, Instant knownAt) {
        Map<Long, Map<Key, List<Duty>>> duties = new HashMap<>();
        sql.list(ROWS, row -> row, knownAt)
                .forEach(row -> duties.computeIfAbsent(row.whole("agency_id"), a -> new HashMap<>())
                        .computeIfAbsent(
                                new Key(row.textOrNull("procedure_code"), Kind.valueOf(row.text("kind"))),
                                k -> new ArrayList<>())
                        .add(new Duty(span(row), row.uuid("account_id"))));
        Map<UUID, Owned> accounts = new HashMap<>();
        sql.list(ACCOUNTS, row -> row)
                .forEach(row -> accounts.put(row.uuid("id"), new Owned(span(row), row.whole("agency_id"))));
        return new MapModel(duties, accounts, links(sql, knownAt));
    }

    static List<Link> links(Sql sql, Instant knownAt) {
        return sql.list(
                LINKS,
                row -> new Link(
                        row.uuid("part_id"),
                        row.uuid("succession_id"),
                        row.wholeOrNull("former_agency"),
                        row.uuidOrNull("former_account"),
                        row.wholeOrNull("successor_agency"),
                        row.uuidOrNull("successor_account"),
                        span(row)),
                knownAt);
    }

    private static Span span(Row row) {
        return new Span(row.instantOrNull("from_at"), row.instantOrNull("until_at"));
    }

    /** The same map under other successions. */
    MapModel with(UnaryOperator<Stream<Link>> change) {
        return new MapModel(duties, accounts, change.apply(links.stream()).toList());
    }

    Set<Long> agencies() {
        var all = new HashSet<>(duties.keySet());
        links.stream().map(Link::formerAgency).forEach(agency -> {
            if (agency != null) {
                all.add(agency);
            }
        });
        return all;
    }

    /** Every key that has a row of its own at an agency or at one its duties may have gone to. */
    Set<Key> keys(long agency) {
        var keys = new HashSet<Key>();
        var seen = new HashSet<>(Set.of(agency));
        var todo = new ArrayDeque<>(Set.of(agency));
        while (!todo.isEmpty()) {
            long next = todo.remove();
            Map<Key, List<Duty>> own = duties.getOrDefault(next, Map.of());
            keys.addAll(own.keySet());
            Stream<Long> heirs = linksOf.getOrDefault(next, List.of()).stream()
                    .flatMap(link -> Stream.ofNullable(link.successorAgency()));
            Stream<Long> collectors = own.values().stream()
                    .flatMap(List::stream)
                    .flatMap(duty -> successors(duty.account()).stream())
                    .flatMap(account -> Stream.ofNullable(accounts.get(account)))
                    .map(Owned::agency);
            Stream.concat(heirs, collectors).filter(seen::add).forEach(todo::add);
        }
        return keys;
    }

    /** An account and all that ever replace it. */
    private Set<UUID> successors(UUID account) {
        var all = new HashSet<>(Set.of(account));
        var todo = new ArrayDeque<>(Set.of(account));
        while (!todo.isEmpty()) {
            linksOf.getOrDefault(todo.remove(), List.of()).stream()
                    .flatMap(link -> Stream.ofNullable(link.successorAccount()))
                    .filter(all::add)
                    .forEach(todo::add);
        }
        return all;
    }

    Answer resolve(long agency, Key key, Instant at) {
        var question = new Question(at);
        return new Answer(question.ask(agency, key), question.until);
    }

    /** One walk through the map; remembers when anything that it looked at begins or ends. */
    private final class Question {
        private final Instant at;
        private @Nullable Instant until;

        Question(Instant at) {
            this.at = at;
        }

        @Nullable
        UUID ask(long given, Key key) {
            Long asked = given;
            for (int round = 0; round < MOST_ROUNDS; round++) {
                asked = endOfChain(asked);
                Duty duty = asked == null ? null : duty(asked, key);
                if (duty == null) {
                    return null;
                }
                UUID account = duty.account();
                Link step;
                for (int i = 0; i < MOST_STEPS && (step = link(account)) != null; i++) {
                    account = Objects.requireNonNull(step.successorAccount());
                }
                Owned owned = accounts.get(account);
                if (owned == null || !covers(owned.span())) {
                    return null;
                }
                if (link(owned.agency()) == null) {
                    return account;
                }
                asked = owned.agency();
            }
            return null;
        }

        private @Nullable Long endOfChain(long given) {
            Long asked = given;
            Link step;
            for (int i = 0; i < MOST_STEPS && asked != null && (step = link(asked)) != null; i++) {
                asked = step.successorAgency();
            }
            return asked;
        }

        private @Nullable Duty duty(long agency, Key key) {
            Duty own = first(agency, key);
            return own != null || key.procedure() == null ? own : first(agency, new Key(null, key.kind()));
        }

        private @Nullable Duty first(long agency, Key key) {
            Duty found = null;
            for (Duty duty : duties.getOrDefault(agency, Map.of()).getOrDefault(key, List.of())) {
                found = covers(duty.span()) ? duty : found;
            }
            return found;
        }

        private @Nullable Link link(Object former) {
            Link found = null;
            for (Link link : linksOf.getOrDefault(former, List.of())) {
                found = covers(link.span()) ? link : found;
            }
            return found;
        }

        private boolean covers(Span span) {
            remember(span.from());
            remember(span.until());
            return span.covers(at);
        }

        private void remember(@Nullable Instant edge) {
            if (edge != null && edge.isAfter(at) && (until == null || edge.isBefore(until))) {
                until = edge;
            }
        }
    }
}
