package io.firn.alerts.publish;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.NavigableMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes: of labels, to find a finding again, and with a key, to prove who sent something. */
final class Fingerprint {
    private static final int CHARACTERS = 32;

    private Fingerprint() {}

    static String of(NavigableMap<String, String> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach(
                (name, value) -> text.append(name).append('\0').append(value).append('\0'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash labels: this Java has no SHA-256", e);
        }
    }

    /** HMAC-SHA256 as hexadecimal digits. */
    static String signed(String text, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Cannot sign: this Java has no HMAC-SHA256", e);
        }
    }
}
