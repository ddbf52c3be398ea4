package vn.phigate.reconciliation.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.phigate.month.Month.Line;
import vn.phigate.month.Truth;
import vn.phigate.month.Truth.What;
import vn.phigate.reconciliation.matching.Match;

/** Holds decisions against truths. */
final class Score {
    private static final int MOST_SHOWN = 25;

    private final Map<String, List<Match>> matchesByLine = new HashMap<>();
    private final List<Judged> judged = new ArrayList<>();

    /** @param units what could be known of the line; {@code found} of them were */
    private record Judged(Line line, List<Match> matches, boolean right, int units, int found) {
        boolean automatic() {
            return !matches.isEmpty();
        }

        String rule() {
            return matches.getFirst().rule();
        }
    }

    /** @param matches of the month's lines, made by no person */
    Score(List<Line> lines, Collection<Match> matches) {
        for (Match match : matches) {
            matchesByLine.computeIfAbsent(key(match), l -> new ArrayList<>()).add(match);
        }
        // Of lines that are the same money twice, as many may be taken as are owed, whichever they are.
        Map<List<String>, List<Line>> alike = lines.stream()
                .filter(line -> line.amountVnd() > 0 && !line.truth().dossiers().isEmpty())
                .collect(Collectors.groupingBy(line -> line.truth().dossiers()));
        for (Line line : lines) {
            List<Match> own = matchesByLine.getOrDefault(key(line), List.of());
            List<Line> same = alike.getOrDefault(line.truth().dossiers(), List.of());
            boolean twice = line.amountVnd() > 0
                    && same.stream().anyMatch(l -> l.truth().what() == What.PAID_TWICE);
            judged.add(twice ? twice(line, own, same) : once(line, own));
        }
        judged.sort(Comparator.comparing((Judged j) -> j.line.day()).thenComparing(j -> j.line.reference()));
    }

    private static Judged once(Line line, List<Match> own) {
        Set<String> named = named(own);
        Set<String> whose = new TreeSet<>(line.truth().dossiers());
        Truth.Fate fate = line.truth().what().fate();
        int units = fate != Truth.Fate.DECIDABLE ? 0 : line.truth().what() == What.BATCH ? whose.size() : 1;
        boolean wholly = named.equals(whose);
        boolean right =
                line.truth().what() == What.BATCH ? whose.containsAll(named) : fate != Truth.Fate.PERSON && wholly;
        int found = own.isEmpty() || !right ? 0 : units > 1 ? named.size() : units;
        return new Judged(line, own, right, units, found);
    }

    private Judged twice(Line line, List<Match> own, List<Line> same) {
        boolean first = line.truth().what() != What.PAID_TWICE;
        List<Line> taken =
                same.stream().filter(l -> matchesByLine.containsKey(key(l))).toList();
        boolean right = named(own).equals(new TreeSet<>(line.truth().dossiers())) && taken.size() < same.size();
        return new Judged(line, own, right, first ? 1 : 0, first && !taken.isEmpty() ? 1 : 0);
    }

    private static Set<String> named(List<Match> matches) {
        return matches.stream()
                .flatMap(match -> Arrays.stream(match.dossiers().split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Report report(Size size, int files, List<Report.Stage> stages, Report.Close close) {
        List<Judged> automatic = judged.stream().filter(Judged::automatic).toList();
        int right = (int) automatic.stream().filter(Judged::right).count();
        long decidable = judged.stream().mapToLong(Judged::units).sum();
        long found = judged.stream().mapToLong(Judged::found).sum();
        return new Report(
                size.seed(),
                size.dossiers(),
                size.days(),
                files,
                judged.size(),
                automatic.size(),
                right,
                share(right, automatic.size()),
                decidable,
                found,
                share(found, decidable),
                share(automatic.size(), judged.size()),
                shares(judged, j -> j.line.truth().what().name().toLowerCase(Locale.ROOT), true),
                shares(automatic, Judged::rule, false),
                shares(judged, j -> j.line.bin(), false),
                cases(automatic.stream().filter(j -> !j.right).toList()),
                cases(judged.stream().filter(j -> j.found < j.units).toList()),
                stages,
                close);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 1 : Math.floor(part * 1e6 / whole) / 1e6;
    }

    private static List<Report.Share> shares(List<Judged> of, Function<Judged, String> name, boolean fates) {
        Map<String, List<Judged>> groups =
                of.stream().collect(Collectors.groupingBy(name, TreeMap::new, Collectors.toList()));
        var shares = new ArrayList<Report.Share>();
        groups.forEach((key, group) -> shares.add(new Report.Share(
                key,
                fates ? group.getFirst().line.truth().what().fate().name().toLowerCase(Locale.ROOT) : "",
                group.size(),
                (int) group.stream().filter(Judged::automatic).count(),
                (int) group.stream().filter(j -> j.automatic() && j.right).count(),
                group.stream().mapToLong(Judged::units).sum(),
                group.stream().mapToLong(Judged::found).sum())));
        return shares;
    }

    private static List<Report.Case> cases(List<Judged> of) {
        return of.stream()
                .limit(MOST_SHOWN)
                .map(j -> new Report.Case(
                        j.line.bin() + "-" + j.line.account(),
                        j.line.day().toString(),
                        j.line.amountVnd(),
                        j.line.narrative(),
                        j.line.truth().what().name().toLowerCase(Locale.ROOT),
                        String.join(", ", j.line.truth().dossiers()),
                        j.matches.stream()
                                .map(m -> m.rule() + " " + m.code() + " " + m.dossiers())
                                .collect(Collectors.joining("; "))))
                .toList();
    }

    private static String key(Line line) {
        return line.bin() + "-" + line.account() + " " + line.reference();
    }

    private static String key(Match match) {
        return match.line().account() + " " + match.line().name();
    }
}
