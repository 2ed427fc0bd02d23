package io.firn.daemon.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Stops the daemon on SIGTERM and SIGINT before the JVM begins to shut down: Iceberg's worker threads end with the first
 * shutdown hook, and a run that is about to commit would be left without them. The JDK has no supported way to catch a
 * signal; where this one is missing the shutdown hook does what it can.
 */
final class StopSignal {
    private static final List<String> SIGNALS = List.of("TERM", "INT");

    private StopSignal() {}

    static void handle(Runnable stop) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler start = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    new Thread(stop, "stop").start();
                }
                return null;
            };
            Object onSignal = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, start);
            for (String name : SIGNALS) {
                Object known = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, known, onSignal);
            }
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        }
    }
}
