package io.firn.daemon.view;

import java.util.Optional;

/**
 * A column's name and Iceberg type. Its bounds hold real values and stay out.
 *
 * @param nulls in data files, before deletes; absent where a file has no statistics, and for nested types
 */
public record ColumnView(String name, String type, boolean required, Optional<Long> nulls) {}
