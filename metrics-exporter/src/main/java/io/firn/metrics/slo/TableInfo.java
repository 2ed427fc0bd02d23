package io.firn.metrics.slo;

/**
 * To whom a table belongs.
 *
 * @param table {@code namespace.table}
 * @param pipeline the consumer group that lands records in it; empty where none does
 */
public record TableInfo(String catalog, String table, String tier, String pipeline) {
    String namespace() {
        return table.substring(0, Math.max(0, table.lastIndexOf('.')));
    }
}
