package io.firn.local.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends events, as many as the time of day and the fault that goes on allow, and keeps the record of what the broker
 * acknowledged.
 */
final class Generator {
    private record Underway(Optional<Fault> fault, Future<RecordMetadata> acknowledgement) {}

    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(500);

    /** What a pause left undone is caught up with, but not all at once. */
    private static final int CATCH_UP_SECONDS = 1;

    private final Producer<byte[], byte[]> producer;
    private final SentPositions sent;
    private final Path file;
    private final FaultWatch faults;
    private final int rate;
    private final Season season;
    private final Clock clock;
    private final TrialEvents events;
    private final Instant[] times = new Instant[TrialEvents.MEMORY];
    private GeneratorState state;
    private long newest = -1;

    Generator(
            Producer<byte[], byte[]> producer,
            SentPositions sent,
            GeneratorState state,
            Path file,
            FaultWatch faults,
            int rate,
            Season season,
            Clock clock) {
        this.producer = producer;
        this.sent = sent;
        this.state = state;
        this.file = file;
        this.faults = faults;
        this.rate = rate;
        this.season = season;
        this.clock = clock;
        this.events = new TrialEvents(state.seed());
    }

    /** Sends until told to stop; returns with everything acknowledged and written down. */
    void run(CountDownLatch stop, Runnable begun) throws InterruptedException, IOException, ExecutionException {
        Instant last = clock.instant();
        Instant written = Instant.MIN;
        double due = 1;
        while (!stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            Instant now = clock.instant();
            double share = season.share(now)
                    * state.currentFault().map(each -> each.fault().share()).orElse(1.0);
            due += rate * share * (Duration.between(last, now).toMillis() / 1_000.0);
            due = Math.min(due, Math.max(1, rate * share * CATCH_UP_SECONDS));
            last = now;
            send((int) due);
            due -= (int) due;
            if (written.plus(BETWEEN_WRITES).isBefore(now)) {
                // Behind the first event of this start: those that an earlier one sent were counted with its fault.
                state = faults.look(state, now);
                // Before the first event under a new fault, so that the file never knows less than the topics.
                state.write(file);
                if (written.equals(Instant.MIN)) {
                    begun.run();
                }
                written = now;
            }
        }
        state.write(file);
    }

    private void send(int count) throws InterruptedException, ExecutionException {
        GeneratorState after = state;
        List<Underway> underway = new ArrayList<>();
        while (underway.size() < count) {
            TrialEvent event = events.event(after.position(), this::time, after::faultAt);
            after = after.after(event.topic(), event.kind());
            int partition = Math.floorMod(
                    event.key().hashCode(),
                    producer.partitionsFor(event.topic().topic()).size());
            if (!sent.contains(new TopicPartition(event.topic().topic(), partition), event.position())) {
                underway.add(new Underway(event.fault(), producer.send(record(event, partition))));
            }
        }
        producer.flush();
        for (Underway each : underway) {
            RecordMetadata acknowledged = each.acknowledgement().get();
            if (each.fault().isPresent()) {
                after = after.touched(each.fault().get(), acknowledged);
            }
        }
        state = after;
    }

    /** The time of a position is the time it was first asked for, as long as it is remembered. */
    private Instant time(long position) {
        int slot = (int) (position % TrialEvents.MEMORY);
        if (position > newest || times[slot] == null) {
            times[slot] = clock.instant();
            newest = Math.max(newest, position);
        }
        return times[slot];
    }

    private static ProducerRecord<byte[], byte[]> record(TrialEvent event, int partition) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                event.topic().topic(),
                partition,
                event.key().getBytes(StandardCharsets.UTF_8),
                event.value().getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add(
                        SentPositions.HEADER,
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(event.position())
                                .array());
        return record;
    }
}
