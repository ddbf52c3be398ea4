package vn.phigate.gateway.catalogue;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about files of the catalogue. */
public enum CatalogueProblem implements ProblemType {
    CATALOGUE_UNREADABLE(
            422,
            "catalogue_unreadable",
            "Tệp không đọc được như một danh mục; không có gì thay đổi.",
            "The file cannot be read as a catalogue; nothing was changed.");

    private final int status;
    private final String code;
    private final String vi;
    private final String en;

    CatalogueProblem(int status, String code, String vi, String en) {
        this.status = status;
        this.code = code;
        this.vi = vi;
        this.en = en;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String vi() {
        return vi;
    }

    @Override
    public String en() {
        return en;
    }
}
