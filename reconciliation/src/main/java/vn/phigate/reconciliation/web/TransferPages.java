package vn.phigate.reconciliation.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.transfers.TransferOrder;
import vn.phigate.reconciliation.transfers.TransferOrders;
import vn.phigate.reconciliation.transfers.TransferOrdersApi;

/** Orders to move money from former accounts: the list, and one with its lines and its next step. */
final class TransferPages {
    private static final int A_PAGE = 50;

    private final Db db;
    private final TransferOrders orders;
    private final Drawing drawing;

    TransferPages(Db db, TransferOrders orders, Drawing drawing) {
        this.db = db;
        this.orders = orders;
        this.drawing = drawing;
    }

    Reply list(Request request) {
        TransferOrder.Status status =
                request.query("status").map(TransferOrdersApi::status).orElse(null);
        List<TransferOrder> found = orders.list(db, status, null, Paging.after(request), A_PAGE + 1);
        boolean more = found.size() > A_PAGE;
        List<TransferOrder> shown = more ? found.subList(0, A_PAGE) : found;
        String next = more
                ? "/transfers?cursor=" + shown.getLast().id() + (status == null ? "" : "&status=" + status.code())
                : null;
        return drawing.show(
                request, 200, "transfers.jte", drawing.wording(request), new TransfersView(status, shown, next));
    }

    Reply show(Request request) {
        return show(request, 200, Paging.id(request), null);
    }

    private Reply show(Request request, int status, UUID id, @Nullable String refused) {
        TransferView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return new TransferView(orders.get(tx, id), orders.items(tx, id), refused);
        });
        return drawing.show(request, status, "transfer.jte", drawing.wording(request, "/transfers/" + id), view);
    }

    Reply export(Request request) {
        return TransferOrdersApi.export(db, orders, orders.get(db, Paging.id(request)));
    }

    Reply approve(Request request) {
        return act(request, (tx, id) -> orders.approve(tx, id, request.caller().name()));
    }

    Reply send(Request request) {
        return act(request, (tx, id) -> orders.send(tx, id, request.caller().name()));
    }

    private interface Act {
        TransferOrder on(Tx tx, UUID id);
    }

    /** What was refused is told on the same page. */
    private Reply act(Request request, Act act) {
        UUID id = Paging.id(request);
        try {
            db.inTransaction(tx -> act.on(tx, id));
            return Reply.seeOther("/transfers/" + id);
        } catch (Refusal refusal) {
            if (refusal.type().status() == 404) {
                throw refusal;
            }
            return show(request, refusal.type().status(), id, refusal.detail(request.language()));
        }
    }
}
