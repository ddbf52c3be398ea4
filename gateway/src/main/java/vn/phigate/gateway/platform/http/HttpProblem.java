package vn.phigate.gateway.platform.http;

/** Refusals of the edge itself, in order of precedence. */
public enum HttpProblem implements ProblemType {
    MALFORMED_REQUEST(
            400, "malformed_request", "Yêu cầu không đúng giao thức HTTP.", "The request is not well-formed HTTP."),
    NOT_FOUND(404, "not_found", "Không có địa chỉ này.", "There is nothing at this address."),
    METHOD_NOT_ALLOWED(
            405,
            "method_not_allowed",
            "Địa chỉ này không nhận phương thức đó.",
            "This address does not take that method."),
    UNAUTHENTICATED(
            401,
            "unauthenticated",
            "Cần khóa truy cập hợp lệ: gửi tiêu đề Authorization: Bearer <khóa>.",
            "A valid key is needed: send the header Authorization: Bearer <key>."),
    FORBIDDEN(403, "forbidden", "Người gọi không có quyền làm việc này.", "The caller may not do this."),
    NOT_YOUR_AGENCY(
            403,
            "not_your_agency",
            "Người gọi chỉ làm việc cho một số cơ quan; việc này thuộc cơ quan khác hoặc thuộc đầu mối của thành phố.",
            "The caller acts for some agencies only; this is another agency's, or the city centre's."),
    CROSS_SITE(
            403,
            "cross_site",
            "Yêu cầu đến từ một trang khác nên bị từ chối.",
            "The request came from another site and was refused."),
    PAYLOAD_TOO_LARGE(413, "payload_too_large", "Nội dung gửi lên quá lớn.", "The body is too large."),
    MALFORMED_JSON(400, "malformed_json", "Nội dung không phải JSON hợp lệ.", "The body is not valid JSON."),
    INVALID_FIELD(
            400, "invalid_field", "Một trường có giá trị không hợp lệ.", "A field has a value that cannot be used."),
    IDEMPOTENCY_KEY_REQUIRED(
            400,
            "idempotency_key_required",
            "Cần tiêu đề Idempotency-Key để yêu cầu gửi lại không tạo thêm lần thứ hai.",
            "The header Idempotency-Key is needed, so that a repeated request does nothing twice."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "idempotency_key_reused",
            "Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới.",
            "This Idempotency-Key was used for another request; use a new key."),
    REQUEST_IN_FLIGHT(
            409,
            "request_in_flight",
            "Yêu cầu cùng Idempotency-Key đang được xử lý; hãy gửi lại sau giây lát.",
            "A request with this Idempotency-Key is being served; send it again in a moment."),
    TOO_MANY_REQUESTS(
            429,
            "too_many_requests",
            "Quá nhiều lần thử; hãy đợi rồi thử lại.",
            "Too many tries; wait, then try again."),
    INTERNAL(
            500,
            "internal",
            "Lỗi của hệ thống; chưa rõ yêu cầu đã được thực hiện hay chưa. Hãy gửi lại với cùng Idempotency-Key.",
            "A fault of the system; it is not known whether the request was carried out. Send it again with the same Idempotency-Key."),
    UNAVAILABLE(
            503,
            "unavailable",
            "Hệ thống tạm thời không sẵn sàng; hãy thử lại.",
            "The system is not ready for a moment; try again.");

    private final Facts facts;

    HttpProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }

    /** A field that cannot be used, with its name and value in the sentence. */
    public static Refusal field(String field, Object value, String vi, String en) {
        String shown = String.valueOf(value);
        String cut = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
        return INVALID_FIELD
                .refusal("Trường " + field + " = «" + cut + "»: " + vi, "Field " + field + " = \"" + cut + "\": " + en)
                .with("field", field);
    }
}
