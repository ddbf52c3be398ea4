package vn.phigate.reconciliation.statements.tabular;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import vn.phigate.reconciliation.statements.tabular.Layout.Sides;

/**
 * The one reading of a file that its balances prove. A layout that leaves the decimal sign open is read both ways; a file whose balances never
 * follow is read with debit and credit exchanged. Where the balances cannot tell and the readings differ, nothing is guessed.
 */
record Proof(Layout layout, Survey survey) {
    /** Fewer steps of the balance could fit by chance. */
    private static final int LINKS_MIN = 2;

    static Proof of(Rows rows, Layout declared) throws IOException, BrokenTable {
        List<Proof> readings = new ArrayList<>();
        for (Layout layout : declared.readings()) {
            readings.add(read(rows, layout));
        }
        Proof best = readings.size() == 1 ? readings.getFirst() : decide(readings);
        if (best.links() == 0 && best.breaks() >= LINKS_MIN) {
            Proof turned = read(rows, best.layout.with(Sides.TURNED));
            if (turned.links() >= LINKS_MIN && turned.breaks() == 0) {
                return turned;
            }
        }
        return best.survey.negativeSides() ? withNegatives(rows, best) : best;
    }

    /** What a minus sign under debit or credit means is the balances' word; without one the rows stay aside. */
    private static Proof withNegatives(Rows rows, Proof best) throws IOException, BrokenTable {
        List<Proof> proved = new ArrayList<>();
        for (Sides sides : List.of(Sides.SIGNED, Sides.TAKEN_BACK)) {
            Proof reading = read(rows, best.layout.with(sides));
            if (reading.bad() < best.bad() && reading.links() > best.links() && reading.breaks() == 0) {
                proved.add(reading);
            }
        }
        return proved.size() == 1 ? proved.getFirst() : best;
    }

    private static Proof read(Rows rows, Layout layout) throws IOException, BrokenTable {
        Survey survey = new Survey(layout, rows.date1904());
        Table.walk(rows, layout, survey);
        return new Proof(layout, survey);
    }

    /** Fewest rows that cannot be read, then most links, then fewest breaks; if these are equal, the figures of both must be. */
    private static Proof decide(List<Proof> readings) throws BrokenTable {
        Comparator<Proof> better = Comparator.comparingInt(Proof::bad)
                .thenComparingInt(proof -> -proof.links())
                .thenComparingInt(Proof::breaks);
        List<Proof> order = readings.stream().sorted(better).toList();
        Proof first = order.getFirst();
        Proof second = order.get(1);
        if (better.compare(first, second) == 0 && !first.survey.sum().equals(second.survey.sum())) {
            throw new BrokenTable(
                    0,
                    "amount",
                    "",
                    "number_style_ambiguous",
                    "Số trong tệp có thể đọc theo hai cách (1.234 là một nghìn hay một phẩy) và số dư không cho biết cách nào. Không đoán; hãy khai báo decimal_sign trong config/layouts.",
                    "The numbers can be read in two ways (1.234: a thousand, or one) and no balance tells which. Nothing is guessed; declare decimal_sign in config/layouts.");
        }
        return first;
    }

    private int links() {
        return usable().mapToInt(section -> section.links).sum();
    }

    private int breaks() {
        return usable().mapToInt(section -> section.breaks).sum();
    }

    private int bad() {
        return survey.sections().stream().mapToInt(section -> section.bad).sum();
    }

    /** A balance column that never moves says nothing. */
    private Stream<Survey.Section> usable() {
        return survey.sections().stream().filter(section -> section.balanceUsable);
    }
}
