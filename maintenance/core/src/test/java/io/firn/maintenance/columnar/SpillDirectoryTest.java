package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillDirectoryTest {
    @TempDir
    private Path parent;

    private List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(parent.toRealPath())) {
            return all.sorted().toList();
        }
    }

    /** As a killed process leaves it: nobody holds the lock any more. */
    private Path leftover(String name, String permissions) throws IOException {
        Path directory = Files.createDirectory(parent.resolve(name));
        Files.createFile(directory.resolve("lock"));
        Files.writeString(directory.resolve("run-0-0.parquet"), "rows");
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void onlyItsUserMayEnterItAndItIsGoneOnceClosed() throws IOException {
        try (SpillDirectory directory = SpillDirectory.in(parent)) {
            Path file = directory.file(12, 3);
            Files.writeString(file, "rows");

            assertThat(file.getFileName()).hasToString("run-12-3.parquet");
            assertThat(file.getParent().getFileName().toString()).startsWith("firn-sort-");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }

        assertThat(directories()).isEmpty();
    }

    @Test
    void aDirectoryWhoseLockNobodyHoldsIsRemovedFirst() throws IOException {
        Path left = leftover("firn-sort-1", "rwx------");
        Path empty = leftover("firn-sort-2", "rwx------");
        Files.delete(empty.resolve("run-0-0.parquet"));
        Files.delete(empty.resolve("lock"));

        try (SpillDirectory directory = SpillDirectory.in(parent)) {
            assertThat(directories()).containsExactly(directory.file(0, 0).getParent());
        }

        assertThat(left).doesNotExist();
    }

    @Test
    void whatIsNotOfItsKindStays() throws IOException {
        Path ofAllUsers = leftover("firn-sort-1", "rwxr-xr-x");
        Path ofAnotherName = leftover("sort-1", "rwx------");
        Path withoutLock = leftover("firn-sort-2", "rwx------");
        Files.delete(withoutLock.resolve("lock"));
        Path file = Files.createFile(parent.resolve("firn-sort-3"));
        Path link = Files.createSymbolicLink(parent.resolve("firn-sort-4"), ofAnotherName);

        SpillDirectory.in(parent).close();

        assertThat(Stream.of(ofAllUsers, ofAnotherName, withoutLock, link))
                .allSatisfy(directory ->
                        assertThat(directory.resolve("run-0-0.parquet")).exists());
        assertThat(file).exists();
    }

    @Test
    void aLeftoverThatCannotBeRemovedStopsNothing() throws IOException {
        Path left = leftover("firn-sort-1", "rwx------");
        Path other = Files.writeString(left.resolve("notes"), "somebody else's");

        SpillDirectory.in(parent).close();

        assertThat(left.resolve("run-0-0.parquet")).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void aSortLeavesTheDirectoryOfAnotherOfItsProcess() throws IOException {
        try (SpillDirectory one = SpillDirectory.in(parent)) {
            Files.writeString(one.file(0, 0), "rows");
            SpillDirectory.in(parent).close();

            assertThat(one.file(0, 0)).exists();
        }

        assertThat(directories()).isEmpty();
    }

    @Test
    void aPlaceThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> SpillDirectory.in(parent.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
    }
}
