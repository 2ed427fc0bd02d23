package io.firn.maintenance.columnar;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for what one sort keeps on the local disk, which only the user of this process may enter. A lock in it says that
 * its process lives: what a killed one has left is removed before the next directory is made. One thread.
 */
final class SpillDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillDirectory.class);
    private static final String PREFIX = "firn-sort-";
    private static final String LOCK = "lock";
    private static final String FILES = "run-*.parquet";
    private static final Set<PosixFilePermission> OF_ITS_USER = PosixFilePermissions.fromString("rwx------");
    private static final int ATTEMPTS = 10;
    /**
     * Those of this process. It must not open one of their locks a second time: closing that would end the lock. Held while
     * directories are made and removed.
     */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path path;
    private final FileChannel lock;

    private SpillDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * A new one where this process has its temporary files.
     *
     * @throws IOException if it cannot be made
     */
    static SpillDirectory inTemporary() throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static SpillDirectory in(Path parent) throws IOException {
        Path place = parent.toRealPath();
        synchronized (OWN) {
            removeLeftovers(place);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Path path = Files.createTempDirectory(place, PREFIX);
                Optional<FileChannel> lock = lock(path);
                if (lock.isPresent()) {
                    OWN.add(path);
                    return new SpillDirectory(path, lock.get());
                }
            }
        }
        throw new IOException("Cannot make a directory in " + parent + ": another process removes it each time");
    }

    /** The file of the rows that a batch has of a range. */
    Path file(int batch, int range) {
        return path.resolve(FILES.replace("*", batch + "-" + range));
    }

    @Override
    public void close() throws IOException {
        synchronized (OWN) {
            try (lock) {
                remove(path);
            } finally {
                OWN.remove(path);
            }
        }
    }

    /** None if another process has taken the new directory for a leftover. */
    private static Optional<FileChannel> lock(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (channel.tryLock() != null && Files.exists(file)) {
                return Optional.of(channel);
            }
        } catch (IOException e) {
            channel.close();
            remove(directory);
            throw new IOException("Cannot lock " + file + ", as a sort on the local disk has to", e);
        }
        channel.close();
        return Optional.empty();
    }

    private static void removeLeftovers(Path place) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path directory : directories) {
                if (!OWN.contains(directory)) {
                    removeIfLeft(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.error("Cannot look for what killed processes have left in {}", place, e);
        }
    }

    private static void removeIfLeft(Path directory) {
        try {
            if (!isOfThisUser(directory)) {
                return;
            }
            try (FileChannel lock =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (lock.tryLock() != null) {
                    remove(directory);
                    LOG.warn("Removed {}, which a killed process has left", directory);
                }
            } catch (NoSuchFileException e) {
                // Killed before it had a lock, and then it is empty; or it is no directory of ours.
                Files.deleteIfExists(directory);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            LOG.debug("Left {} as it is", directory, e);
        } catch (IOException e) {
            LOG.error("Cannot remove {}, which a killed process has left", directory, e);
        }
    }

    private static boolean isOfThisUser(Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                        .equals(OF_ITS_USER)
                && Files.isWritable(directory);
    }

    private static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory.resolve(LOCK));
        Files.deleteIfExists(directory);
    }
}
