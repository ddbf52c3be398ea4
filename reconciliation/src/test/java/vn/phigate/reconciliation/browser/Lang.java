package vn.phigate.reconciliation.browser;

/** What the pages are read in. */
enum Lang {
    VI,
    EN;

    String tag() {
        return this == VI ? "vi" : "en";
    }

    String say(String vi, String en) {
        return this == VI ? vi : en;
    }
}
