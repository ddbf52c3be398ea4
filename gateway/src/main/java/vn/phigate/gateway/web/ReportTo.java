package vn.phigate.gateway.web;

/**
 * Whom people tell of somebody who asks for money that is not due.
 *
 * @param name empty when the city named nobody
 * @param sample invented, for a sandbox
 */
public record ReportTo(String name, String phone, String address, boolean sample) {
    public static final ReportTo NONE = new ReportTo("", "", "", false);
    public static final ReportTo SAMPLE = new ReportTo(
            "Đường dây nóng về phí, lệ phí (dữ liệu mẫu)",
            "1900 0000",
            "Trung tâm Phục vụ hành chính công (dữ liệu mẫu)",
            true);

    public boolean named() {
        return !name.isEmpty();
    }
}
