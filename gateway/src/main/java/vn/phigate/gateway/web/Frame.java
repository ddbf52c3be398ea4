package vn.phigate.gateway.web;

import gg.jte.Content;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** Head and foot of the pages of one service, for pages that both services show. */
@FunctionalInterface
public interface Frame {
    /** @param here address of the page with its query, for the link to the other language */
    Reply show(Request request, int status, String here, String title, Content content);
}
