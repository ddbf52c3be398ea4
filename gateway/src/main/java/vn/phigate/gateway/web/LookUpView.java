package vn.phigate.gateway.web;

/** The look-up page. It never repeats what was typed: a wrong code, wrong digits and an absent dossier are one page, byte for byte. */
public enum LookUpView {
    EMPTY,
    NOT_FOUND,
    TOO_MANY_TRIES
}
