package vn.phigate.gateway.platform.http;

/** Draws a refusal for a person. Used in place of the problem document when the browser asked for a page. */
@FunctionalInterface
public interface ErrorPage {
    /** @param path of the refused request */
    Reply draw(Refusal refusal, Language language, String path);
}
