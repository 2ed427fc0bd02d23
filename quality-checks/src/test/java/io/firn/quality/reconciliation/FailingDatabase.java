package io.firn.quality.reconciliation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** A database of which one call fails: even steps before it is done, odd ones after. As from then on nothing answers. */
final class FailingDatabase {
    private static final Set<String> STEPS = Set.of("commit", "executeUpdate", "executeQuery");

    private final DataSource real;
    private final int failing;
    private int calls;
    private boolean failed;

    FailingDatabase(DataSource real, int step) {
        this.real = real;
        this.failing = step;
    }

    boolean hasFailed() {
        return failed;
    }

    DataSource source() {
        return proxy(DataSource.class, real);
    }

    @SuppressWarnings("unchecked")
    private <T> T proxy(Class<T> type, Object target) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            String name = method.getName();
            boolean isStep = STEPS.contains(name);
            if (failed && !name.equals("close") && !name.equals("rollback")) {
                throw new SQLException("gone");
            }
            if (isStep && calls++ == failing) {
                failed = true;
                throw new SQLException("gone before");
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (isStep && calls++ == failing) {
                failed = true;
                throw new SQLException("gone after");
            }
            if (result instanceof PreparedStatement) {
                return proxy(PreparedStatement.class, result);
            }
            return result instanceof Connection ? proxy(Connection.class, result) : result;
        });
    }
}
