package io.firn.alerts.publish;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

final class DeliveryTest implements DeliveryContract {
    private final JdbcDataSource source = new JdbcDataSource();

    DeliveryTest() {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Override
    public DataSource source() {
        return source;
    }
}
