package vn.phigate.gateway.catalogue;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about files of the catalogue. */
public enum CatalogueProblem implements ProblemType {
    CATALOGUE_UNREADABLE(
            422,
            "catalogue_unreadable",
            "Tệp không đọc được như một danh mục; không có gì thay đổi.",
            "The file cannot be read as a catalogue; nothing was changed.");

    private final Facts facts;

    CatalogueProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
