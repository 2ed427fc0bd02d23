package io.firn.lake.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileIOTest {
    private final LocalFileIO io = new LocalFileIO();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "file:", "file://", "file://localhost"})
    void everyFormOfALocationMeansTheSameFile(String scheme) throws Exception {
        String location = scheme + directory + "/below/a file";

        write(location, "text");

        assertThat(directory.resolve("below/a file")).hasContent("text");
        assertThat(io.newInputFile(location).location()).isEqualTo(location);
        assertThat(io.newInputFile(location).getLength()).isEqualTo(4);
        assertThat(io.listPrefix(scheme + directory))
                .extracting(FileInfo::location)
                .containsExactly(location);
        io.deleteFile(location);
        assertThat(io.newInputFile(location).exists()).isFalse();
    }

    /** Hazard H7: a name that looks encoded is not decoded, so no other file is meant. */
    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a b", "a+b", "a%3Ab", "a:b", "a#b?c", "bücher-雪", "100%"})
    void namesAreTakenLiterally(String name) throws Exception {
        write("file:" + directory + "/" + name, "mine");
        write("file:" + directory + "/other", "other");

        assertThat(Files.readString(directory.resolve(name))).isEqualTo("mine");
        io.deleteFile("file://" + directory + "/" + name);
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("other"));
        }
    }

    @Test
    void createRefusesToOverwriteAndTheOtherDoesNot() throws Exception {
        String location = directory + "/file";
        write(location, "a longer text");

        assertThatThrownBy(() -> io.newOutputFile(location).create())
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessage("Cannot create file " + location + ": it exists");
        try (PositionOutputStream out = io.newOutputFile(location).createOrOverwrite()) {
            out.write('x');
        }
        assertThat(directory.resolve("file")).hasContent("x");
    }

    @Test
    void aMissingFileIsAnErrorThatNamesIt() {
        String location = "file:" + directory + "/missing";

        assertThatThrownBy(() -> io.deleteFile(location))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("Cannot delete file " + location + ": it does not exist");
        assertThatThrownBy(() -> io.newInputFile(location).newStream())
                .isInstanceOf(NotFoundException.class)
                .hasMessage("Cannot read file " + location + ": it does not exist");
        assertThatThrownBy(() -> io.newInputFile(location).getLength()).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/x", "relative/x", "file:relative", "file://host/x", "file://host"})
    void otherLocationsAreRefused(String location) {
        assertThatThrownBy(() -> io.newInputFile(location))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot use location '" + location + "': ");
    }

    @Test
    void seeksSkipsAndCountsPositions() throws Exception {
        String location = directory + "/file";
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write("0123456789".getBytes(UTF_8));
            out.write('x');
            assertThat(out.getPos()).isEqualTo(11);
        }
        try (SeekableInputStream in = io.newInputFile(location).newStream()) {
            in.seek(4);
            assertThat(in.read()).isEqualTo('4');
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.getPos()).isEqualTo(7);
            assertThat(in.available()).isEqualTo(4);
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("789x");
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.skip(5)).isZero();
        }
    }

    /** Hazard H5: {@code events} is not a prefix of {@code events_v2}. */
    @Test
    void aPrefixIsADirectoryAndNotTheBeginningOfAName() throws Exception {
        write(directory + "/events/a", "1");
        write(directory + "/events/deep/b", "22");
        write(directory + "/events_v2/c", "3");

        assertThat(StreamSupport.stream(io.listPrefix(directory + "/events").spliterator(), false)
                        .mapToLong(FileInfo::size)
                        .sum())
                .isEqualTo(3);
        io.deletePrefix("file:" + directory + "/events");
        assertThat(directory.resolve("events")).doesNotExist();
        assertThat(directory.resolve("events_v2/c")).exists();
        assertThat(io.listPrefix(directory + "/events")).isEmpty();
        assertThatThrownBy(() -> io.deletePrefix("file:///"))
                .hasMessage("Cannot delete files under file:///: it is the whole file system");
    }

    @Test
    void travelsInsideAnOperator() throws Exception {
        io.initialize(Map.of("a", "b"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(io);

        FileIO copy = (FileIO) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy.properties()).isEqualTo(Map.of("a", "b"));
    }

    private void write(String location, String text) throws Exception {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(text.getBytes(UTF_8));
        }
    }

    @Test
    void whatIsForcedToDiskEarlyIsWhole() throws IOException {
        String location = directory.resolve("large").toString();
        byte[] part = new byte[1 << 20];
        new Random(1).nextBytes(part);
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            for (int i = 0; i < 40; i++) {
                out.write(part);
            }
        }

        byte[] written = Files.readAllBytes(directory.resolve("large"));
        assertThat(written).hasSize(40 << 20);
        assertThat(Arrays.copyOfRange(written, 39 << 20, 40 << 20)).isEqualTo(part);
    }
}
