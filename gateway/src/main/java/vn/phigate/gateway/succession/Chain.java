package vn.phigate.gateway.succession;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Where a chain of successors leads, over what is believed and what is proposed. */
final class Chain {
    private Chain() {}

    /** Whether a part's successors lead, by any way, back to an agency or account. */
    static boolean leadsTo(
            Object target,
            Successions.NewPart first,
            List<Successions.NewPart> proposed,
            List<MapModel.Link> believed) {
        Deque<Object> todo = new ArrayDeque<>(successors(first).toList());
        Set<Object> seen = new HashSet<>(todo);
        while (!todo.isEmpty()) {
            Object next = todo.remove();
            if (next.equals(target)) {
                return true;
            }
            Stream<Object> onwards = Stream.concat(
                    proposed.stream()
                            .filter(part -> SuccessionLife.former(part).equals(next))
                            .flatMap(Chain::successors),
                    believed.stream()
                            .filter(link -> next.equals(link.formerAgency()) || next.equals(link.formerAccount()))
                            .flatMap(link -> Stream.of(link.successorAgency(), link.successorAccount()))
                            .filter(Objects::nonNull));
            onwards.filter(seen::add).forEach(todo::add);
        }
        return false;
    }

    private static Stream<Object> successors(Successions.NewPart part) {
        return Stream.concat(part.successorAgencies().stream(), Stream.ofNullable(part.successorAccount()));
    }
}
