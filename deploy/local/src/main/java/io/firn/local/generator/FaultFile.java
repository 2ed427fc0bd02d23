package io.firn.local.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** One line that tells a running generator to send faulty events; no file, or an empty one, tells it to send good ones. */
public record FaultFile(Path file) {
    /** Beside the file in which the generator says how far it is. */
    public static FaultFile beside(Path generatorFile) {
        return new FaultFile(generatorFile.resolveSibling("generator.fault"));
    }

    /** Leaves an order, the only one from now on. */
    public void write(FaultOrder order) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, order + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes back the order that there is. */
    public void clear() throws IOException {
        Files.deleteIfExists(file);
    }

    /** @throws IllegalArgumentException where somebody wrote what is no order */
    Optional<FaultOrder> read() throws IOException {
        try {
            String text = Files.readString(file);
            return text.isBlank() ? Optional.empty() : Optional.of(FaultOrder.parse(text));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
