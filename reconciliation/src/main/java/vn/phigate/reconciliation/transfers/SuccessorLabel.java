package vn.phigate.reconciliation.transfers;

import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.succession.Successor;

/** Whose account it was, whose it is now, by which act, in one line. */
public final class SuccessorLabel {
    private SuccessorLabel() {}

    public static String vi(Successor successor) {
        Agency agency = successor.agency();
        String now = agency == null
                ? "chờ quyết định giao cho " + candidates(successor, " hoặc ")
                : "nay là " + agency.name() + account(successor, " (tài khoản %s)", " (chưa có tài khoản)");
        return "tài khoản cũ của " + successor.former().name() + ", " + now + ", theo " + successor.legalAct();
    }

    public static String en(Successor successor) {
        Agency agency = successor.agency();
        String now = agency == null
                ? "a decision between " + candidates(successor, " and ") + " is awaited"
                : "now " + agency.name() + account(successor, " (account %s)", " (no account yet)");
        return "former account of " + successor.former().name() + ", " + now + ", by " + successor.legalAct();
    }

    private static String candidates(Successor successor, String or) {
        return successor.candidates().stream().map(Agency::name).collect(Collectors.joining(or));
    }

    private static String account(Successor successor, String with, String without) {
        CollectionAccount account = successor.account();
        return account == null ? without : with.formatted(account.key());
    }
}
