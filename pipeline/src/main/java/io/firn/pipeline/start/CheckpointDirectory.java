package io.firn.pipeline.start;

import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.job.StreamText;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pipeline leaves behind for its next start: the checkpoints of both jobs, its lineage and its streams. A
 * directory that exists but cannot be read is an error, never a reason to start from nothing: that would write every row
 * again.
 */
final class CheckpointDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);
    private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");

    private final Path root;
    private final FileSystem files;

    /** @throws StartException if the directory cannot be used */
    CheckpointDirectory(URI location) {
        this.root = new Path(location);
        try {
            this.files = root.getFileSystem();
            files.mkdirs(root);
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    /** A complete checkpoint. */
    record Checkpoint(Path path, long number, Instant completed) {}

    Path of(String job) {
        return new Path(root, job);
    }

    /** The newest complete checkpoint of a job; numbers go on through restarts. Empty before its first one. */
    Optional<Checkpoint> newest(String job) {
        List<Checkpoint> complete = new ArrayList<>();
        for (FileStatus run : list(of(job))) {
            for (FileStatus checkpoint : list(run.getPath())) {
                Matcher name = CHECKPOINT.matcher(checkpoint.getPath().getName());
                if (name.matches()) {
                    metadata(checkpoint.getPath())
                            .map(status -> new Checkpoint(
                                    checkpoint.getPath(),
                                    Long.parseLong(name.group(1)),
                                    Instant.ofEpochMilli(status.getModificationTime())))
                            .ifPresent(complete::add);
                }
            }
        }
        Optional<Checkpoint> newest = complete.stream()
                .max(Comparator.comparingLong(Checkpoint::number).thenComparing(Checkpoint::completed));
        newest.ifPresent(this::requireReadable);
        return newest;
    }

    private Optional<FileStatus> metadata(Path checkpoint) {
        try {
            return Optional.of(files.getFileStatus(new Path(checkpoint, "_metadata")));
        } catch (FileNotFoundException e) {
            // The process ended while it was being written.
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(checkpoint, e);
        }
    }

    private void requireReadable(Checkpoint checkpoint) {
        Path metadata = new Path(checkpoint.path(), "_metadata");
        try (DataInputStream in = new DataInputStream(files.open(metadata))) {
            Checkpoints.loadCheckpointMetadata(in, getClass().getClassLoader(), metadata.toString());
        } catch (IOException | RuntimeException e) {
            throw unreadable(metadata, e);
        }
    }

    private FileStatus[] list(Path directory) {
        try {
            if (!files.exists(directory)) {
                return new FileStatus[0];
            }
            FileStatus[] entries = files.listStatus(directory);
            if (entries == null) {
                throw new IOException("it cannot be listed");
            }
            return entries;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** The pipeline's identity in the tables' snapshots, made at the first start. */
    String lineage() {
        Supplier<String> random = () -> UUID.randomUUID().toString();
        return readOrWrite("lineage", random).strip();
    }

    /**
     * The configured streams, and those of earlier starts that are no longer configured. Their records may still be on
     * their way, and the checkpoints go on reading their topics, so they are carried on as they were.
     */
    List<StreamConfig> withEarlier(List<StreamConfig> configured) {
        List<StreamConfig> earlier = StreamText.read(readOrWrite("streams.json", () -> "[]"));
        Set<String> topics = configured.stream().map(StreamConfig::topic).collect(Collectors.toSet());
        Map<String, StreamConfig> all = new LinkedHashMap<>();
        configured.forEach(stream -> all.put(stream.topic(), stream));
        for (StreamConfig stream : earlier) {
            if (!topics.contains(stream.topic())) {
                LOG.warn(
                        "Stream {} is no longer configured; it is carried on, so that nothing on its way is lost",
                        stream.topic());
                all.put(stream.topic(), stream);
            }
        }
        return List.copyOf(all.values());
    }

    void remember(List<StreamConfig> streams) {
        write("streams.json", StreamText.write(streams));
    }

    private String readOrWrite(String name, Supplier<String> first) {
        Path file = new Path(root, name);
        try {
            if (!files.exists(file)) {
                write(name, first.get());
            }
            try (var in = files.open(file)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Written aside and renamed: a crash leaves the old text or the new one. */
    private void write(String name, String text) {
        Path aside = new Path(root, name + "." + UUID.randomUUID());
        Path file = new Path(root, name);
        try {
            try (FSDataOutputStream out = files.create(aside, FileSystem.WriteMode.NO_OVERWRITE)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.sync();
            }
            if (!files.rename(aside, file)) {
                throw new IOException("it cannot be renamed to " + file);
            }
        } catch (IOException e) {
            throw new StartException("Cannot write " + aside + ": " + Persistence.reason(e), e);
        }
    }

    private static StartException unreadable(Path path, Exception cause) {
        return new StartException(
                "Cannot resume from " + path + ": " + Persistence.reason(cause)
                        + ". Restore it, or remove the whole checkpoint directory to start over, which lands records again",
                cause);
    }
}
