package io.firn.daemon.privacy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonToken;
import software.amazon.awssdk.thirdparty.jackson.dataformat.cbor.CBORFactory;

/** Stands where CloudWatch does and keeps every word of every request, numbers as text. */
final class RecordedAmazon implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    RecordedAmazon() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        StringBuilder words = new StringBuilder(exchange.getRequestURI().toString()).append('\n');
        exchange.getRequestHeaders()
                .forEach((name, values) -> words.append(values).append('\n'));
        try (InputStream plain =
                        zipped ? new GZIPInputStream(new ByteArrayInputStream(body)) : new ByteArrayInputStream(body);
                JsonParser parser = new CBORFactory().createParser(plain)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() || token == JsonToken.FIELD_NAME) {
                    words.append(parser.getText()).append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests.add(words.toString());
        exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
        exchange.getResponseHeaders().set("Content-Type", "application/cbor");
        byte[] empty = {(byte) 0xbf, (byte) 0xff};
        exchange.sendResponseHeaders(200, empty.length);
        exchange.getResponseBody().write(empty);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
