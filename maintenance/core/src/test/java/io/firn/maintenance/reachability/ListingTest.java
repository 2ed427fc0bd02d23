package io.firn.maintenance.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.catalog.LocalFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class ListingTest {
    @TempDir
    private Path directory;

    private ExecutorService threads;

    @BeforeEach
    void open() {
        threads = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private List<String> list(FileIO io, String prefix) {
        List<String> locations = new ArrayList<>();
        Listing.of(io, prefix, any -> false, threads, file -> locations.add(file.location()));
        return locations;
    }

    /** So many that no buffer holds them: 20 directories of 50 files in each other, and one of 12,000. */
    private Set<String> manyFiles() throws IOException {
        TreeSet<String> locations = new TreeSet<>();
        Path parent = directory;
        for (int d = 0; d < 20; d++) {
            parent = Files.createDirectory(parent.resolve("d" + d));
            for (int f = 0; f < 50; f++) {
                locations.add("file://" + Files.createFile(parent.resolve("f" + f)));
            }
        }
        Path wide = Files.createDirectory(directory.resolve("wide"));
        for (int f = 0; f < 12_000; f++) {
            locations.add("file://" + Files.createFile(wide.resolve("f" + f)));
        }
        return locations;
    }

    @Test
    void everyFileIsToldOfOnceHoweverDeepOrMany() throws IOException {
        Set<String> expected = manyFiles();

        List<String> found = list(new LocalFileIO(), "file://" + directory + "/");

        assertThat(found).hasSameSizeAs(expected);
        assertThat(new TreeSet<>(found)).isEqualTo(expected);
    }

    @Test
    void knownFilesAreCountedAndNotToldOf() throws IOException {
        Set<String> files = manyFiles();
        Predicate<String> known = name -> name.matches(".*/f[0-9]*7");
        List<FileInfo> found = new ArrayList<>();

        long counted = Listing.of(new LocalFileIO(), "file://" + directory + "/", known, threads, found::add);

        assertThat(counted).isEqualTo(files.stream().filter(known).count()).isPositive();
        assertThat(found).hasSize(files.size() - (int) counted);
    }

    @Test
    void sizeAndTimeAreThoseOfTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "four");
        List<FileInfo> found = new ArrayList<>();

        Listing.of(new LocalFileIO(), directory.toString(), any -> false, threads, found::add);

        assertThat(found).singleElement().satisfies(info -> {
            assertThat(info.size()).isEqualTo(4);
            assertThat(info.createdAtMillis())
                    .isEqualTo(Files.getLastModifiedTime(file).toMillis());
        });
    }

    @Test
    void noDirectoryHasNoFiles() {
        assertThat(list(new LocalFileIO(), directory.resolve("none").toString()))
                .isEmpty();
    }

    @Test
    void linksAreNotFollowed(@TempDir Path other) throws IOException {
        Files.createFile(other.resolve("theirs"));
        Files.createSymbolicLink(directory.resolve("folder"), other);
        Files.createSymbolicLink(directory.resolve("file"), other.resolve("theirs"));

        assertThat(list(new LocalFileIO(), directory.toString())).isEmpty();
    }

    @Test
    void aDirectoryThatCannotBeReadEndsTheListing() throws IOException {
        manyFiles();
        LocalFileIO io = new LocalFileIO() {
            private static final long serialVersionUID = 1;

            @Override
            public void listDirectory(
                    String path, Predicate<String> skipped, Consumer<FileInfo> file, Consumer<String> subdirectory) {
                if (path.endsWith("/d7")) {
                    throw new UncheckedIOException(new IOException("not yours"));
                }
                super.listDirectory(path, skipped, file, subdirectory);
            }
        };

        assertThatThrownBy(() -> list(io, directory.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not yours");
    }

    @Test
    void whoeverStopsListeningFreesTheThreads() throws Exception {
        manyFiles();

        assertThatThrownBy(() -> Listing.of(new LocalFileIO(), directory.toString(), any -> false, threads, file -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");

        assertThat(threads.submit(() -> "free").get()).isEqualTo("free");
    }

    @Test
    void aStorageThatCannotListSaysSo() {
        assertThatThrownBy(() -> list(new InMemoryFileIO(), "s3://bucket/table/"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Cannot list files under s3://bucket/table/");
    }
}
