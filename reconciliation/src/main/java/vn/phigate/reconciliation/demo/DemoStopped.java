package vn.phigate.reconciliation.demo;

/** The demonstration cannot go on: a service stayed away, or answered outside its contract. */
final class DemoStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoStopped(String reason) {
        super(reason);
    }
}
