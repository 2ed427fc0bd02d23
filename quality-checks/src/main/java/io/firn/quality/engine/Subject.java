package io.firn.quality.engine;

import io.firn.lake.table.TableState;
import org.apache.iceberg.Table;

/** A table and what was last read of it. */
public record Subject(Table table, TableState state) {}
