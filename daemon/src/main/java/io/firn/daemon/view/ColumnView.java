package io.firn.daemon.view;

/** A column's name and Iceberg type. Its bounds hold real values and stay out. */
public record ColumnView(String name, String type, boolean required) {}
