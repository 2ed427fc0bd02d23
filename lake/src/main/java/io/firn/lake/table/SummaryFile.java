package io.firn.lake.table;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * Summaries in a file, appended as they come, each with its length and its checksum, so that what a crash or a full disk cuts
 * off is left out by the next start and read anew. Readable by its owner only, as names of partitions are values. One process
 * has it; another one that is started beside gets none.
 */
final class SummaryFile implements Closeable {
    private static final long MAGIC = 0x4649524e53554d00L + SummaryCodec.VERSION;
    private static final int MOST_RECORD_BYTES = 64 << 20;

    private final Path path;
    private final FileChannel lockFile;
    private FileChannel channel;
    private long size;

    private SummaryFile(Path path, FileChannel lockFile, FileChannel channel) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Opens the file or makes it, and gives out what is in it, oldest first. One of another version begins anew.
     *
     * @return empty if another process has it
     */
    static Optional<SummaryFile> open(Path path, BiConsumer<String, ManifestSummary> found) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        FileChannel lockFile = create(Path.of(path + ".lock"));
        FileChannel channel = null;
        try {
            if (!isLocked(lockFile)) {
                lockFile.close();
                return Optional.empty();
            }
            channel = create(path);
            channel.truncate(read(channel, found));
            channel.position(channel.size());
            SummaryFile file = new SummaryFile(path, lockFile, channel);
            if (file.size == 0) {
                file.append(header());
            }
            return Optional.of(file);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            lockFile.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    void append(String manifest, ManifestSummary summary) throws IOException {
        append(record(manifest, summary));
    }

    /** Begins again with these only; the file is the old one or the new one, whatever happens meanwhile. */
    void rewrite(Map<String, ManifestSummary> summaries) throws IOException {
        Path next = Path.of(path + ".new");
        Files.deleteIfExists(next);
        try (FileChannel fresh = create(next);
                BufferedOutputStream out = new BufferedOutputStream(Channels.newOutputStream(fresh), 1 << 16)) {
            out.write(header());
            for (Map.Entry<String, ManifestSummary> summary : summaries.entrySet()) {
                out.write(record(summary.getKey(), summary.getValue()));
            }
            out.flush();
            fresh.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        channel.close();
        channel = create(path);
        size = channel.size();
        channel.position(size);
    }

    @Override
    public void close() throws IOException {
        try (lockFile) {
            channel.close();
        }
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            size += channel.write(buffer);
        }
    }

    /** Where what is whole ends. */
    private static long read(FileChannel channel, BiConsumer<String, ManifestSummary> found) throws IOException {
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel.position(0)), 1 << 16));
        long end = 0;
        try {
            if (in.readLong() != MAGIC) {
                return 0;
            }
            end = Long.BYTES;
            while (true) {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length <= 0 || length > MOST_RECORD_BYTES) {
                    return end;
                }
                byte[] record = new byte[(int) Math.min(length, channel.size() - end)];
                in.readFully(record);
                if (checksum(record) == checksum) {
                    DataInputStream content = new DataInputStream(new ByteArrayInputStream(record));
                    found.accept(SummaryCodec.readText(content), SummaryCodec.read(content));
                }
                end += 2L * Integer.BYTES + length;
            }
        } catch (EOFException cutOff) {
            return end;
        }
    }

    private static byte[] record(String manifest, ManifestSummary summary) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        SummaryCodec.writeText(manifest, out);
        SummaryCodec.write(summary, out);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream whole = new DataOutputStream(record);
        whole.writeInt(content.size());
        whole.writeInt(checksum(content.toByteArray()));
        content.writeTo(whole);
        return record.toByteArray();
    }

    private static byte[] header() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        new DataOutputStream(header).writeLong(MAGIC);
        return header.toByteArray();
    }

    private static int checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null && lock.isValid();
        } catch (OverlappingFileLockException thisProcessHasIt) {
            return false;
        }
    }

    private static FileChannel create(Path path) throws IOException {
        if (!Files.exists(path)
                && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
