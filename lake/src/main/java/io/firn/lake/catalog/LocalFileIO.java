package io.firn.lake.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Files of this machine, without Hadoop: locations are {@code file:/x}, {@code file:///x} or {@code /x}, taken literally.
 * A written file is on disk before {@code close} returns, as a catalog may point to it from then on. There is no bulk
 * deletion: it would report a number of failures where a single one names its file.
 */
public class LocalFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1;

    private HashMap<String, String> properties = new HashMap<>();

    /** Whether a location is one that this class understands. */
    public static boolean isLocal(String location) {
        return LocalPath.isLocal(location);
    }

    @Override
    public void initialize(Map<String, String> values) {
        properties = new HashMap<>(values);
    }

    @Override
    public Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, LocalPath.of(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, LocalPath.of(location));
    }

    /** @throws NotFoundException naming the file, if there is none */
    @Override
    public void deleteFile(String location) {
        try {
            Files.delete(LocalPath.of(location));
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "Cannot delete file %s: it does not exist", location);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete file " + location, e);
        }
    }

    /** Gives a file another name on the same file system, in one step, and makes the directories for it. */
    public void renameFile(String from, String to) {
        Path target = LocalPath.of(to);
        try {
            if (target.getParent() != null) {
                Files.createDirectories(target.getParent());
            }
            Files.move(LocalPath.of(from), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(e, "Cannot rename file %s: it does not exist", from);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rename file " + from, e);
        }
    }

    /** Every file under a directory, in the form in which the prefix is written; none if there is no such directory. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        List<FileInfo> files = new ArrayList<>();
        Deque<String> directories = new ArrayDeque<>(List.of(prefix));
        while (!directories.isEmpty()) {
            listDirectory(directories.pop(), any -> false, files::add, directories::push);
        }
        return files;
    }

    /**
     * The files of one directory and the directories in it, as they are found, in the form in which the directory is written.
     * What vanishes meanwhile is left out, and so are symbolic links: what they lead to belongs to another place.
     *
     * @param skipped asked of each location first; one that it takes is not looked at, which saves most of what listing costs
     */
    public void listDirectory(
            String directory, Predicate<String> skipped, Consumer<FileInfo> file, Consumer<String> subdirectory) {
        Path path = LocalPath.of(directory);
        // Joined once for all: a table's listing is millions of these.
        String parent = LocalPath.spelledAs(directory, path) + (path.getNameCount() == 0 ? "" : "/");
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                String location = parent + child.getFileName();
                BasicFileAttributes attributes = skipped.test(location) ? null : attributes(child);
                if (attributes == null) {
                    continue;
                }
                if (attributes.isDirectory()) {
                    subdirectory.accept(location);
                } else if (attributes.isRegularFile()) {
                    file.accept(new FileInfo(
                            location,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
            }
        } catch (NoSuchFileException e) {
            // Gone since its parent was listed, or never there.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list files under " + directory, e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("Cannot list files under " + directory, e.getCause());
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Deletes a directory and all in it. */
    @Override
    public void deletePrefix(String prefix) {
        Path directory = LocalPath.of(prefix);
        if (directory.getNameCount() == 0) {
            throw new IllegalArgumentException("Cannot delete files under " + prefix + ": it is the whole file system");
        }
        try {
            List<Path> children = walk(directory);
            children.sort(Comparator.reverseOrder());
            for (Path path : children) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete files under " + prefix, e);
        }
    }

    private static List<Path> walk(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return new ArrayList<>(paths.toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
