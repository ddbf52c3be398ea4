package vn.phigate.gateway.succession;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.succession.MapModel.Answer;
import vn.phigate.gateway.succession.MapModel.Key;
import vn.phigate.gateway.succession.MapModel.Link;
import vn.phigate.gateway.succession.MapModel.Span;

/** What the map of accounts would say otherwise; reads only. */
final class DryRun {
    private static final Comparator<MapChange> ORDER = Comparator.comparing(MapChange::agency)
            .thenComparing(MapChange::agencyId)
            .thenComparing(c -> c.procedure() == null ? "" : c.procedure())
            .thenComparing(MapChange::kind)
            .thenComparing(MapChange::from);

    private final Agencies agencies;
    private final Accounts accounts;

    DryRun(Agencies agencies, Accounts accounts) {
        this.agencies = agencies;
        this.accounts = accounts;
    }

    /** What a proposal would change, or what an approved succession changes for as long as it is not undone. */
    List<MapChange> of(Sql sql, Succession succession, Instant now) {
        MapModel model = MapModel.read(sql, now);
        return succession.approved() == null
                ? differences(
                        sql,
                        model,
                        model.with(all -> Stream.concat(all, proposed(succession).stream())),
                        succession.cutOver())
                : differences(
                        sql,
                        model.with(all -> all.filter(l -> !l.succession().equals(succession.id()))),
                        model,
                        succession.cutOver());
    }

    List<MapChange> ofUndo(Sql sql, Succession succession, Instant from, Instant now) {
        MapModel model = MapModel.read(sql, now);
        UnaryOperator<Stream<Link>> cut = all -> all.flatMap(link ->
                link.succession().equals(succession.id()) ? Stream.ofNullable(until(link, from)) : Stream.of(link));
        return differences(sql, model, model.with(cut), earlier(from, succession.cutOver()));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static @Nullable Link until(Link link, Instant end) {
        Span span = link.span();
        Instant from = span.from();
        if (from != null && !from.isBefore(end)) {
            return null;
        }
        Instant until = span.until() == null ? end : earlier(end, span.until());
        return new Link(
                link.part(),
                link.succession(),
                link.formerAgency(),
                link.formerAccount(),
                link.successorAgency(),
                link.successorAccount(),
                new Span(from, until));
    }

    /** As its approval would write them. */
    static List<Link> proposed(Succession succession) {
        var span = new Span(succession.cutOver(), null);
        return succession.parts().stream()
                .map(part -> {
                    var former = part.former().account();
                    var successor = part.successors().getFirst();
                    return former == null
                            ? new Link(
                                    part.id(),
                                    succession.id(),
                                    part.former().agencyId(),
                                    null,
                                    part.divided() ? null : successor.agencyId(),
                                    null,
                                    span)
                            : new Link(
                                    part.id(),
                                    succession.id(),
                                    null,
                                    former.id(),
                                    null,
                                    Objects.requireNonNull(successor.account()).id(),
                                    span);
                })
                .toList();
    }

    private record Difference(
            long agency,
            Key key,
            @Nullable UUID before,
            @Nullable UUID after,
            Instant from,
            @Nullable Instant until) {}

    private List<MapChange> differences(Sql sql, MapModel before, MapModel after, Instant start) {
        var found = new ArrayList<Difference>();
        Set<Long> all = new HashSet<>(before.agencies());
        all.addAll(after.agencies());
        for (long agency : all) {
            Set<Key> keys = new HashSet<>(before.keys(agency));
            keys.addAll(after.keys(agency));
            keys.forEach(key -> walk(before, after, agency, key, start, found));
        }
        return shown(sql, found);
    }

    /** From one instant at which something may change to the next; neighbours that say the same are one. */
    private static void walk(
            MapModel before, MapModel after, long agency, Key key, Instant start, List<Difference> found) {
        Instant at = start;
        Difference open = null;
        while (at != null) {
            Answer old = before.resolve(agency, key, at);
            Answer next = after.resolve(agency, key, at);
            boolean goesOn = open != null
                    && Objects.equals(open.before(), old.account())
                    && Objects.equals(open.after(), next.account());
            if (!goesOn) {
                if (open != null) {
                    found.add(new Difference(agency, key, open.before(), open.after(), open.from(), at));
                }
                open = Objects.equals(old.account(), next.account())
                        ? null
                        : new Difference(agency, key, old.account(), next.account(), at, null);
            }
            at = old.until() == null
                    ? next.until()
                    : next.until() == null ? old.until() : earlier(old.until(), next.until());
        }
        if (open != null) {
            found.add(open);
        }
    }

    private List<MapChange> shown(Sql sql, List<Difference> found) {
        Map<Long, Agency> names = agencies.byIds(
                sql, found.stream().map(Difference::agency).distinct().toList());
        Map<UUID, MapChange.Payee> payees = new HashMap<>();
        List<UUID> ids = found.stream()
                .flatMap(d -> Stream.concat(Stream.ofNullable(d.before()), Stream.ofNullable(d.after())))
                .distinct()
                .toList();
        for (CollectionAccount account : accounts.list(sql, ids)) {
            payees.put(
                    account.id(), new MapChange.Payee(account.id(), account.bin(), account.number(), account.holder()));
        }
        return found.stream()
                .map(d -> {
                    Agency agency = Objects.requireNonNull(names.get(d.agency()));
                    return new MapChange(
                            d.agency(),
                            agency.code(),
                            agency.name(),
                            d.key().procedure(),
                            d.key().kind(),
                            d.before() == null ? null : payees.get(d.before()),
                            d.after() == null ? null : payees.get(d.after()),
                            d.from(),
                            d.until());
                })
                .sorted(ORDER)
                .toList();
    }
}
