package io.firn.local.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class paths of the modules as Maven built them in a checkout. */
public record ModuleClassPath(Path home) {
    /** System property with the checkout's directory. */
    public static final String HOME = "firn.home";

    private static final String EXTRA = "FIRN_CLASS_PATH";

    /** The checkout that the launcher named. */
    public static ModuleClassPath fromLauncher() throws StackException {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new StackException("Cannot find the built modules: start with ./firn, or set -D" + HOME);
        }
        return new ModuleClassPath(Path.of(home));
    }

    /** The module's own jar and what it depends on. */
    String of(String module) throws StackException {
        Path target = home.resolve(module).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "firn-*.jar")) {
            for (Path jar : jars) {
                if (!jar.toString().endsWith("-tests.jar")) {
                    String dependencies =
                            Files.readString(target.resolve("class-path")).strip();
                    return jar + File.pathSeparator + dependencies + extra();
                }
            }
        } catch (IOException e) {
            throw new StackException("Cannot find module " + module + ": " + target + " is not built", e);
        }
        throw new StackException("Cannot find module " + module + ": no jar in " + target);
    }

    /** Jars that the operator adds, for example for another catalog. */
    private static String extra() {
        String jars = System.getenv(EXTRA);
        return jars == null || jars.isEmpty() ? "" : File.pathSeparator + jars;
    }
}
