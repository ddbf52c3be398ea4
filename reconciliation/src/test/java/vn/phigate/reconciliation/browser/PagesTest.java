package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.reconciliation.browser.FilledCity.Sight;

/** Every page of both sites, as nobody and as each role of the staff: those that are listed, and whatever their links lead to. */
@InBrowser
class PagesTest {
    /** Answered with something that is no page. */
    private static final String NO_PAGE =
            ".*(\\.(pdf|json|png|pem|css|js|svg)|/(csv|xlsx|pdf|export|proof|no-fee)|/openapi|/keys|/sign-out)|/(v1|static|receipts|return)/.*";
    /** Of what an address names: one of each kind is looked at. */
    private static final String NAMES =
            "[0-9a-f]{8}-[0-9a-f-]{27}|\\d{4}-\\d{2}-\\d{2}|[0-9]+(?:[.-][0-9]+)*|[A-Za-z0-9_-]{22,26}|[A-Z0-9][A-Z0-9.-]+";

    @Test
    void isFound_whenAPageIsBad(Stage stage) {
        Visitor visitor = stage.visitor(Lang.VI);
        visitor.driver.get(
                "data:text/html,<html lang=vi><title>x</title><main><h1>x</h1><img src='data:,'><p style='width:900px;color:%23bbb'>pale words</p></main>");
        assertThat(String.join("\n", stage.looks.faults(Lang.VI)))
                .contains("image-alt (critical)", "color-contrast (serious)", "360 px: scrolls sideways")
                .doesNotContain("1280 px: scrolls sideways");
    }

    @Test
    void holdsForEveryPage_inBothLanguages(Stage stage, @TempDir Path folder) {
        List<Sight> sights = new FilledCity(stage.api, folder).fill();
        var faults = new ArrayList<String>();
        var kinds = new TreeSet<String>();
        var found = new ArrayList<Sight>();
        for (Lang lang : Lang.values()) {
            for (String who : List.of("", "maker", "checker", "admin", "dossiers")) {
                Visitor visitor = stage.visitor(lang);
                if (!who.isEmpty()) {
                    visitor.signIn(who);
                }
                var links = new ArrayDeque<String>();
                for (Sight sight : sights) {
                    if (sight.who().equals(who)) {
                        goTo(stage, visitor, sight);
                        faults.addAll(faults(stage, visitor, sight, lang));
                        kinds.add(kind(visitor.here()));
                        links.addAll(links(stage, visitor));
                    }
                }
                if (lang == Lang.VI && !who.equals("dossiers")) {
                    follow(stage, visitor, who, links, kinds, found, faults);
                } else {
                    for (Sight sight : found) {
                        if (sight.who().equals(who)) {
                            goTo(stage, visitor, sight);
                            faults.addAll(faults(stage, visitor, sight, lang));
                        }
                    }
                }
            }
        }
        System.out.printf(
                "%d pages (%d listed, %d by links), each in two languages at two widths; axe looked %d times%n",
                sights.size() + found.size(), sights.size(), found.size(), stage.looks.count());
        assertThat(faults).isEmpty();
    }

    private static void follow(
            Stage stage,
            Visitor visitor,
            String who,
            ArrayDeque<String> links,
            Set<String> kinds,
            List<Sight> found,
            List<String> faults) {
        while (!links.isEmpty()) {
            String link = links.poll();
            if (kinds.add(kind(URI.create(link)))) {
                var sight = new Sight("by-link", who, link, there -> {});
                found.add(sight);
                goTo(stage, visitor, sight);
                faults.addAll(faults(stage, visitor, sight, Lang.VI));
                links.addAll(links(stage, visitor));
            }
        }
    }

    private static void goTo(Stage stage, Visitor visitor, Sight sight) {
        boolean finance = sight.path().startsWith("finance:");
        visitor.at(finance ? stage.city.finance() : stage.city.gateway());
        visitor.open(finance ? sight.path().substring("finance:".length()) : sight.path());
        visitor.driver.executeScript("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        sight.act().accept(visitor);
    }

    private static List<String> faults(Stage stage, Visitor visitor, Sight sight, Lang lang) {
        return stage.looks.faults(lang).stream()
                .map(fault -> sight.name() + " " + sight.who() + " " + lang + " " + visitor.here() + ": " + fault)
                .toList();
    }

    private static Set<String> links(Stage stage, Visitor visitor) {
        var links = new LinkedHashSet<String>();
        List<?> all = (List<?>)
                Objects.requireNonNull(
                        visitor.driver.executeScript(
                                "return [...document.querySelectorAll('a[href]:not([download])')].map(a => a.href.replace(/#.*/, ''))"));
        for (Object link : all) {
            String address = String.valueOf(link);
            boolean ours =
                    address.startsWith(stage.city.gateway() + "/") || address.startsWith(stage.city.finance() + "/");
            if (ours
                    && !address.contains("lang=")
                    && !URI.create(address).getPath().matches(NO_PAGE)) {
                links.add(address);
            }
        }
        return links;
    }

    /** The same for pages that differ only in whom and when they are about; a filter that is set makes another page. */
    private static String kind(URI address) {
        String query = address.getQuery() == null
                ? ""
                : String.join(
                        "&",
                        new TreeSet<>(List.of(
                                address.getQuery().replaceAll("=[^&]*", "").split("&"))));
        return address.getPort() + address.getPath().replaceAll("(?<=/)(?:" + NAMES + ")(?=/|$)", "*") + "?" + query;
    }
}
