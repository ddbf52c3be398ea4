package vn.phigate.gateway.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.succession.Succession;

/** Divided communes whose successor is still to be decided. @param next the part to go on after; null on the last page */
public record QuestionsView(
        List<Succession.Question> questions,
        @Nullable UUID next,
        Caller caller,
        @Nullable String refused) {
    public boolean mayDecide(Succession.Question question) {
        return caller.is(Role.MAKER) && question.part().decision() == null;
    }

    public boolean mayApprove(Succession.Question question) {
        Succession.Decision decision = question.part().decision();
        return caller.is(Role.CHECKER)
                && decision != null
                && !decision.proposed().by().equals(caller.name());
    }

    public boolean mayReject(Succession.Question question) {
        return question.part().decision() != null && (caller.is(Role.CHECKER) || caller.is(Role.MAKER));
    }

    public static String decided(Succession.Question question) {
        Succession.Decision decision = question.part().decision();
        return decision == null
                ? ""
                : question.part().successors().stream()
                        .filter(s -> s.agencyId() == decision.agencyId())
                        .map(Succession.Party::name)
                        .findFirst()
                        .orElse(decision.agency());
    }
}
