package io.firn.alerts.publish;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a body and gives up on one that does not end. */
final class FirstWords implements BodySubscriber<String> {
    private static final int KEPT = 300;
    private static final int MOST = 64 << 10;

    private final CompletableFuture<String> words = new CompletableFuture<>();
    private final byte[] kept = new byte[KEPT];
    private int length;
    private int seen;
    private @Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
        return words;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            seen += buffer.remaining();
            int taken = Math.min(buffer.remaining(), KEPT - length);
            buffer.get(kept, length, taken);
            length += taken;
        }
        if (seen > MOST && subscription != null) {
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        words.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        words.complete(new String(kept, 0, length, StandardCharsets.UTF_8));
    }
}
