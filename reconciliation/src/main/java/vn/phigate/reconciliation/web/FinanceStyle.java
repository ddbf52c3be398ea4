package vn.phigate.reconciliation.web;

/** What the finance pages add to the citizens' pages: the style of wide tables, day sheets and paper, and a script that shows how far an upload is. */
public final class FinanceStyle {
    static final Asset CSS = new Asset("/finance.css", "finance.css", "text/css; charset=utf-8");
    static final Asset UPLOAD = new Asset("/upload.js", "upload.js", "text/javascript; charset=utf-8");

    private FinanceStyle() {}

    public static String address() {
        return CSS.address();
    }

    public static String upload() {
        return UPLOAD.address();
    }
}
