package vn.phigate.gateway.accounts;

import static vn.phigate.gateway.accounts.AccountStatus.ACTIVE;
import static vn.phigate.gateway.accounts.AccountStatus.APPROVED;
import static vn.phigate.gateway.accounts.AccountStatus.CLOSED;
import static vn.phigate.gateway.accounts.AccountStatus.DRAFT;
import static vn.phigate.gateway.accounts.AccountStatus.REJECTED;
import static vn.phigate.gateway.accounts.AccountStatus.SUBMITTED;
import static vn.phigate.gateway.accounts.AccountStatus.SUPERSEDED;

/**
 * The whole life of a collection account on one page: draft, submitted and checked, approved by another person, cooled off, active, superseded or
 * closed. Pure; the table is printed into a golden file by a test. Who may take which step is decided by constraints of the database.
 */
final class AccountLife {
    private AccountLife() {}

    sealed interface Event {
        record Edited() implements Event {}

        /** Handed in; the checks ran. {@code blocked}: they found something that cannot be right. */
        record Submitted(boolean blocked) implements Event {}

        /** Another person says yes. {@code blocked}: as above, now; {@code unread}: something found was not acknowledged. */
        record Approved(boolean blocked, boolean unread) implements Event {}

        /** The test deposit was seen at the bank, or one person vouches in its place. */
        record Vouched() implements Event {}

        /** Time went by. {@code cooledOff}: the cool-off is over; {@code proven}: the deposit was seen, waived, or is not asked for. */
        record TimePassed(boolean cooledOff, boolean proven) implements Event {}

        /** Turned down by whoever checks, or withdrawn: stopping takes one person. */
        record Rejected() implements Event {}

        /** Another account took over the last of its duties. */
        record TakenOver() implements Event {}

        record ClosingProposed() implements Event {}

        /** Another person agrees to the proposed closing. */
        record Closed() implements Event {}
    }

    sealed interface Answer {
        record Moved(AccountStatus to) implements Answer {}

        /** Nothing to do now. */
        record Stays() implements Answer {}

        record Refused(AccountProblem why) implements Answer {}
    }

    private static final Answer STAYS = new Answer.Stays();
    private static final Answer WRONG_STATE = new Answer.Refused(AccountProblem.WRONG_STATE);

    static Answer next(AccountStatus now, Event event) {
        return switch (event) {
            case Event.Edited() ->
                switch (now) {
                    case DRAFT -> to(DRAFT);
                    case SUBMITTED, APPROVED, ACTIVE, SUPERSEDED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.Submitted(boolean blocked) ->
                switch (now) {
                    case DRAFT -> blocked ? refused(AccountProblem.FINDINGS_BLOCK) : to(SUBMITTED);
                    case SUBMITTED, APPROVED, ACTIVE, SUPERSEDED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.Approved(boolean blocked, boolean unread) ->
                switch (now) {
                    case SUBMITTED -> {
                        if (blocked) {
                            yield refused(AccountProblem.FINDINGS_BLOCK);
                        }
                        yield unread ? refused(AccountProblem.FINDINGS_UNREAD) : to(APPROVED);
                    }
                    case DRAFT, APPROVED, ACTIVE, SUPERSEDED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.Vouched() ->
                switch (now) {
                    case APPROVED -> to(APPROVED);
                    case DRAFT, SUBMITTED, ACTIVE, SUPERSEDED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.TimePassed(boolean cooledOff, boolean proven) ->
                switch (now) {
                    case APPROVED -> cooledOff && proven ? to(ACTIVE) : STAYS;
                    case DRAFT, SUBMITTED, ACTIVE, SUPERSEDED, CLOSED, REJECTED -> STAYS;
                };
            case Event.Rejected() ->
                switch (now) {
                    case DRAFT, SUBMITTED, APPROVED -> to(REJECTED);
                    case ACTIVE, SUPERSEDED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.TakenOver() ->
                switch (now) {
                    case ACTIVE -> to(SUPERSEDED);
                    case DRAFT, SUBMITTED, APPROVED, SUPERSEDED, CLOSED, REJECTED -> STAYS;
                };
            case Event.ClosingProposed() ->
                switch (now) {
                    case ACTIVE -> to(ACTIVE);
                    case SUPERSEDED -> to(SUPERSEDED);
                    case DRAFT, SUBMITTED, APPROVED, CLOSED, REJECTED -> WRONG_STATE;
                };
            case Event.Closed() ->
                switch (now) {
                    case ACTIVE, SUPERSEDED -> to(CLOSED);
                    case DRAFT, SUBMITTED, APPROVED, CLOSED, REJECTED -> WRONG_STATE;
                };
        };
    }

    /** The status that follows. @throws vn.phigate.gateway.platform.http.Refusal when the step is not open now */
    static AccountStatus step(AccountStatus now, Event event) {
        return switch (next(now, event)) {
            case Answer.Moved(AccountStatus to) -> to;
            case Answer.Stays() -> now;
            case Answer.Refused(AccountProblem why) -> throw why.refusal().with("current_status", now.text());
        };
    }

    private static Answer to(AccountStatus status) {
        return new Answer.Moved(status);
    }

    private static Answer refused(AccountProblem why) {
        return new Answer.Refused(why);
    }
}
