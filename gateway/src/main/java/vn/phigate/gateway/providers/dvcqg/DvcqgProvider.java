package vn.phigate.gateway.providers.dvcqg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.Bill;
import vn.phigate.gateway.providers.Contracts;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.OrderText;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.ProviderLine.Heard;

/**
 * Payment through the national payment platform: an order is announced (INIT), the payer goes to the address that the platform answers with, the platform confirms. The answer
 * to INIT is signed by nobody, so that a payer is sent only to pages that are named in the settings.
 */
public final class DvcqgProvider implements Provider.Remote {
    public static final String NAME = "dvcqg";

    static final String VERSION = "1.0.6";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_INFO = 100;
    private static final int MOST_NAME = 250;

    private final DvcqgSettings settings;
    private final ProviderLine line;
    private final Bill.Source bills;
    private final InstantSource clock;

    public DvcqgProvider(DvcqgSettings settings, ProviderLine line, Bill.Source bills, InstantSource clock) {
        this.settings = settings;
        this.line = line;
        this.bills = bills;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration orderWindow() {
        return settings.orderWindow();
    }

    @Override
    public Duration lateWindow() {
        return settings.lateWindow();
    }

    @Override
    public Duration patience() {
        return settings.patience();
    }

    @Override
    public Optional<String> closed() {
        return settings.missing();
    }

    @Override
    public Optional<String> keyFor(String agency) {
        if (closed().isPresent()) {
            return Optional.empty();
        }
        return Contracts.of(agency, settings.partners(), DvcqgSettings.Partner::agencies)
                .map(DvcqgSettings.Partner::code);
    }

    @Override
    public Started start(Order order) {
        DvcqgSettings.Partner partner = settings.partner(order.keyId()).orElseThrow();
        Bill bill = bills.of(NAME, order.orderId());
        if (bill.dossiers().size() > 1 || !bill.alike()) {
            return declined("one_dossier_only", order);
        }
        if (bill.items().stream().mapToLong(Bill.Item::amountVnd).sum() != order.amountVnd()) {
            return declined("items_differ", order);
        }
        Map<String, Object> message = init(order, bill);
        message.put("MaXacThuc", sign(partner.keys().getFirst(), DvcqgMessage.INIT, message));
        return switch (line.tell(Objects.requireNonNull(settings.initUrl()), json(message))) {
            case Heard.Answer(int _, byte[] body) -> started(body);
            case Heard.Nothing nothing ->
                nothing.unheard()
                        ? new Started.Declined("unreachable", nothing.content(order.orderId()))
                        : new Started.Unknown("no_answer", nothing.content(order.orderId()));
        };
    }

    private static Started declined(String why, Order order) {
        return new Started.Declined(
                why, (order.orderId() + " was not sent: " + why).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** In the order of the reference. */
    static Map<String, Object> init(Order order, Bill bill) {
        String account = order.number();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("LoaiBanTin", "INIT");
        message.put("PhienBan", VERSION);
        message.put("MaDoiTac", order.keyId());
        message.put("MaThamChieu", order.orderId());
        message.put("SoTien", String.valueOf(order.amountVnd()));
        message.put("LoaiHinhThanhToan", "PAY");
        message.put("MaKenhThanhToan", "1");
        message.put("MaThietBi", "1");
        message.put("NgonNgu", order.language().equals("en") ? "en-US" : "vi-VN");
        message.put("MaTienTe", "VND");
        message.put("MaNganHang", "PAYMENT");
        message.put("ThongTinGiaoDich", OrderText.plain(order.info(), MOST_INFO));
        message.put("ThoiGianGD", DvcqgFields.time(order.createdAt()));
        message.put("Ip", order.payerAddress());
        Map<String, Object> receipt = new LinkedHashMap<>();
        // 2: phí, lệ phí; 1 would be a fine.
        receipt.put("MaDichVu", "2");
        receipt.put("MaDVC", bill.procedureCode());
        receipt.put("TenDVC", cut(bill.procedureName()));
        receipt.put("MaTTHC", bill.procedureCode());
        receipt.put("TenTTHC", cut(bill.procedureName()));
        receipt.put("MaDonVi", bill.agencyCode());
        receipt.put("TenDonVi", cut(bill.agencyName()));
        receipt.put("MaHoSo", bill.dossiers().getFirst());
        receipt.put("TKThuHuong", account);
        receipt.put("MaNHThuHuong", order.bin());
        receipt.put("TenTKThuHuong", bill.holder());
        receipt.put("HoTenNguoiNop", bill.payerName());
        // Known here by their last digits at most, or not at all.
        for (String unknown : List.of("SoCMNDNguoiNop", "DiaChiNguoiNop", "HuyenNguoiNop", "TinhNguoiNop")) {
            receipt.put(unknown, "");
        }
        receipt.put(
                "PhiLePhi",
                bill.items().stream()
                        .map(item -> Map.of(
                                "LoaiPhiLePhi",
                                "1",
                                "MaPhiLePhi",
                                (item.charge() ? "LP" : "P") + item.feeItem(),
                                "TenPhiLePhi",
                                cut(item.name()),
                                "SoTien",
                                String.valueOf(item.amountVnd())))
                        .toList());
        receipt.put(
                "DSKhoanNop",
                bill.items().stream()
                        .map(item -> Map.of("NoiDung", cut(item.name()), "SoTien", String.valueOf(item.amountVnd())))
                        .toList());
        message.put("ThongTinBienLai", receipt);
        return message;
    }

    private static String cut(String name) {
        return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
    }

    static String sign(DvcqgKey key, DvcqgMessage message, Map<String, Object> fields) {
        return key.sign(
                message,
                message.fields(key.generation()).stream()
                        .map(name -> String.valueOf(fields.get(name)))
                        .toList());
    }

    /** Seen in use: {@code {"MaLoi":"00","UrlThanhToan":…}} and {@code {"error_code":0,"message":{"UrlThanhToan":…}}}. */
    private Started started(byte[] body) {
        DvcqgFields said = DvcqgFields.read(body).orElse(null);
        if (said == null) {
            return new Started.Unknown("unreadable", body);
        }
        String code = said.text("MaLoi").isEmpty() ? said.text("error_code") : said.text("MaLoi");
        if (code.isEmpty()) {
            return new Started.Unknown("unreadable", body);
        }
        if (!code.equals("00") && !code.equals("0")) {
            return new Started.Declined(code, body);
        }
        String below = said.below("message").map(m -> m.text("UrlThanhToan")).orElse("");
        String address = said.text("UrlThanhToan").isEmpty() ? below : said.text("UrlThanhToan");
        if (!OrderText.isWebAddress(address) || !settings.payOrigins().contains(origin(address))) {
            return new Started.Unknown("pay_page_not_allowed", body);
        }
        return new Started.Accepted(Follow.redirect(address), null, body);
    }

    private static String origin(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    DvcqgSettings settings() {
        return settings;
    }

    Instant now() {
        return clock.instant();
    }

    Heard ask(@Nullable URI address, Map<String, Object> message) {
        return line.ask(Objects.requireNonNull(address), json(message));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
