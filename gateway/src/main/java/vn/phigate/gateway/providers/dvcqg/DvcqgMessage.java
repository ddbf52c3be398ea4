package vn.phigate.gateway.providers.dvcqg;

import java.util.List;

/** The messages whose signed fields are known, in their order. */
enum DvcqgMessage {
    INIT(List.of(
            "LoaiBanTin",
            "PhienBan",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "LoaiHinhThanhToan",
            "MaKenhThanhToan",
            "MaThietBi",
            "NgonNgu",
            "MaTienTe",
            "MaNganHang",
            "ThongTinGiaoDich",
            "ThoiGianGD",
            "Ip")),
    CONFIRM(List.of(
            "LoaiBanTin",
            "MaLoi",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "MaTienTe",
            "MaGiaoDich",
            "MaNganHang",
            "ThoiGianGD",
            "ThongTinGiaoDich")),
    QUERY(List.of("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")),
    /** The fields of the two answers are a setting, {@link DvcqgSettings}. */
    CONFIRM_REPLY(List.of()),
    STATUS_ANSWER(List.of());

    private static final List<String> OLDER_CONFIRM = List.of(
            "LoaiBanTin",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "MaTienTe",
            "MaNganHang",
            "ThongTinGiaoDich",
            "ThoiGianGD");

    private final List<String> fields;

    DvcqgMessage(List<String> fields) {
        this.fields = fields;
    }

    List<String> fields(DvcqgKey.Generation generation) {
        return this == CONFIRM && generation == DvcqgKey.Generation.B ? OLDER_CONFIRM : fields;
    }
}
