package vn.phigate.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Route;

/** Holds an OpenAPI document against the routes of a service, both ways: paths, methods, who may call. */
public final class DocumentedRoutes {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private DocumentedRoutes() {}

    /**
     * @param server the service's address as the document names it; paths that name another server are left out
     * @param page true for the path of a route that is for people and not in the document
     * @return differences in words, sorted; empty when document and service agree
     */
    public static List<String> differences(
            JsonNode document, String server, List<Route> routes, Predicate<String> page) {
        Map<String, JsonNode> documented = operations(document, server);
        Map<String, Route> served = new LinkedHashMap<>();
        routes.stream()
                .filter(r -> !page.test(r.path()))
                .forEach(r -> served.put(r.method() + " " + shape(r.path()), r));
        var differences = new TreeSet<String>();
        served.forEach((operation, route) -> {
            JsonNode described = documented.get(operation);
            if (described == null) {
                differences.add("not documented: " + operation);
            } else if (!access(described).equals(access(route))) {
                differences.add(
                        operation + " is documented for " + access(described) + ", the route is for " + access(route));
            }
        });
        documented.keySet().stream()
                .filter(o -> !served.containsKey(o))
                .forEach(o -> differences.add("documented, but no route: " + o));
        return new ArrayList<>(differences);
    }

    private static Map<String, JsonNode> operations(JsonNode document, String server) {
        var operations = new LinkedHashMap<String, JsonNode>();
        document.path("paths").properties().forEach(path -> {
            boolean here = StreamSupport.stream(path.getValue().path("servers").spliterator(), false)
                    .anyMatch(s -> Objects.equals(s.path("url").textValue(), server));
            path.getValue().properties().stream()
                    .filter(m -> here && METHODS.contains(m.getKey()))
                    .forEach(m -> operations.put(
                            m.getKey().toUpperCase(Locale.ROOT) + " " + shape(path.getKey()), m.getValue()));
        });
        return operations;
    }

    /** Names of parameters are the document's own, and one route may serve several forms of a file. */
    private static String shape(String path) {
        return path.replaceAll("[^/]*\\{[^/]*", "{}");
    }

    private static String access(JsonNode operation) {
        if (operation.has("security") && operation.path("security").isEmpty()) {
            return "everybody";
        }
        var roles = new TreeSet<String>();
        operation.path("x-roles").forEach(role -> roles.add(role.asText()));
        return (roles.isEmpty() ? "every key" : roles.toString())
                + bound(operation.path("x-agencies").asBoolean());
    }

    private static String access(Route route) {
        return switch (route.access()) {
            case Access.Public _ -> "everybody";
            case Access.Known(var roles, var bound) when roles.equals(Role.ALL) -> "every key" + bound(bound);
            case Access.Known(var roles, var bound) -> {
                var names = new TreeSet<String>();
                roles.forEach(role -> names.add(role.name()));
                yield names + bound(bound);
            }
        };
    }

    private static String bound(boolean bound) {
        return bound ? " also of agencies" : "";
    }
}
