package io.firn.local.supervise;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.BooleanSupplier;

/** Asks an address until it answers 200. */
final class HealthProbe {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final long PAUSE_MILLIS = 150;

    private HealthProbe() {}

    /** Returns true once the address answers 200, false once {@code wanted} no longer holds. */
    static boolean await(URI address, BooleanSupplier wanted) throws InterruptedException {
        while (wanted.getAsBoolean()) {
            if (isHealthy(address)) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    private static boolean isHealthy(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
