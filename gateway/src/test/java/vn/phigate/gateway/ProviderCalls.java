package vn.phigate.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.phigate.gateway.providers.CallbackDoor.Call;

/** Callbacks as MoMo, ZaloPay and the national platform make them, their signed text written down here once more. */
public final class ProviderCalls {
    public static final List<String> MOMO_SIGNED = List.of(
            "amount",
            "extraData",
            "message",
            "orderId",
            "orderInfo",
            "orderType",
            "partnerCode",
            "payType",
            "requestId",
            "responseTime",
            "resultCode",
            "transId");
    public static final List<String> DVCQG_SIGNED = List.of(
            "LoaiBanTin",
            "MaLoi",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "MaTienTe",
            "MaGiaoDich",
            "MaNganHang",
            "ThoiGianGD",
            "ThongTinGiaoDich");

    private ProviderCalls() {}

    /** @param resultCode 0 is success */
    public static Call momo(
            String partner,
            String accessKey,
            String secretKey,
            String orderId,
            long amountVnd,
            long transaction,
            int resultCode,
            String extraData) {
        ObjectNode ipn = JsonNodeFactory.instance.objectNode();
        ipn.put("partnerCode", partner).put("orderId", orderId).put("requestId", orderId);
        ipn.put("amount", amountVnd).put("orderInfo", "Nộp phí hồ sơ").put("orderType", "momo_wallet");
        ipn.put("transId", transaction).put("resultCode", resultCode).put("message", "Thành công.");
        ipn.put("payType", "qr").put("responseTime", 1_752_719_531_000L).put("extraData", extraData);
        String raw = MOMO_SIGNED.stream()
                .map(name -> name + "=" + ipn.get(name).asText())
                .collect(Collectors.joining("&", "accessKey=" + accessKey + "&", ""));
        return posted(ipn.put("signature", hmacSha256(raw, secretKey)));
    }

    public static Call zalopay(long app, String key2, String orderId, long amountVnd, long transaction) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("app_id", app).put("app_trans_id", orderId).put("amount", amountVnd);
        data.put("zp_trans_id", transaction)
                .put("server_time", 1_752_719_531_000L)
                .put("embed_data", "{}");
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        return posted(call.put("data", data.toString())
                .put("mac", hmacSha256(data.toString(), key2))
                .put("type", 1));
    }

    /** A confirm of generation A. @param code 00 is success */
    public static Call dvcqg(
            String partner, String secret, String orderId, long amountVnd, String transaction, String code) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("LoaiBanTin", "CONFIRM").put("MaLoi", code).put("MaDoiTac", partner);
        said.put("MaThamChieu", orderId)
                .put("SoTien", String.valueOf(amountVnd))
                .put("MaTienTe", "VND");
        said.put("MaGiaoDich", transaction).put("MaNganHang", "VPB").put("ThoiGianGD", "20250717093211");
        said.put("ThongTinGiaoDich", "Nop phi ho so");
        String text = DVCQG_SIGNED.stream().map(name -> said.get(name).asText()).collect(Collectors.joining("|"));
        return posted(said.put("MaXacThuc", sha256(text + "|" + secret)));
    }

    public static Call posted(ObjectNode body) {
        return new Call(null, "", body.toString().getBytes(StandardCharsets.UTF_8), name -> null);
    }

    /** Hex. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmacSha256(String text, String key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
