package vn.phigate.gateway.web;

import java.time.Duration;

/**
 * The look-up page. It never repeats what was typed: a wrong code, wrong digits and an absent dossier are one page, byte for byte.
 *
 * @param after how long it may be tried again; zero unless there were too many tries
 */
public record LookUpView(State state, Duration after) {
    static final LookUpView EMPTY = new LookUpView(State.EMPTY, Duration.ZERO);
    static final LookUpView NOT_FOUND = new LookUpView(State.NOT_FOUND, Duration.ZERO);

    public enum State {
        EMPTY,
        NOT_FOUND,
        TOO_MANY_TRIES
    }

    static LookUpView tooManyTries(Duration after) {
        return new LookUpView(State.TOO_MANY_TRIES, after);
    }

    /** Whole seconds, as the header Retry-After has them; never too few. */
    long waitSeconds() {
        return after.plusNanos(999_999_999).toSeconds();
    }

    /** How long to wait, in words; never too short. */
    public String waitWords(Wording w) {
        long minutes = (waitSeconds() + 59) / 60;
        long hours = (minutes + 59) / 60;
        return minutes > 120
                ? w.say(hours + " giờ", hours + " hours")
                : w.say(minutes + " phút", minutes == 1 ? "1 minute" : minutes + " minutes");
    }
}
