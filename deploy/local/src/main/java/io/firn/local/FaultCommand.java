package io.firn.local;

import io.firn.local.generator.FaultFile;
import io.firn.local.generator.FaultOrder;
import io.firn.local.stack.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn fault}: has the generator of a running stack send faulty events, to see that somebody notices. */
@Command(
        name = "fault",
        mixinStandardHelpOptions = true,
        description = "Has the generator send faulty events, or good ones again.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ordered", "1:there is no generator", "2:wrong use"})
final class FaultCommand implements Callable<Integer> {
    private static final int ORDERED = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final String NONE = "none";

    @Parameters(
            arity = "1..2",
            paramLabel = "FAULT [DURATION]",
            description =
                    "null-burst, unit-change, late-site, new-field, renamed-field, retyped-field or volume-drop, and for"
                            + " how long, such as 30s; or none.")
    private String[] words = {};

    @Option(names = "--dir", defaultValue = ".firn", description = "The stack's directory (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".firn");

    @Override
    public Integer call() throws IOException {
        Path generator = new StackDirectory(directory).generatorFile();
        if (!Files.exists(generator)) {
            System.err.println("Cannot inject a fault: no generator has run in '" + directory + "'");
            return FAILED;
        }
        FaultFile file = FaultFile.beside(generator);
        String order = String.join(" ", words);
        if (order.equals(NONE)) {
            file.clear();
            System.out.println("Ordered: good events only.");
            return ORDERED;
        }
        try {
            file.write(FaultOrder.parse(order));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        }
        System.out.println("Ordered. " + generator + " says when it began and ended, and which records it touched.");
        return ORDERED;
    }
}
