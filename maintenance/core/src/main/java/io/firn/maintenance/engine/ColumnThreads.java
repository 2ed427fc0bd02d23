package io.firn.maintenance.engine;

import io.firn.maintenance.columnar.MemoryBudget;
import java.util.concurrent.ExecutorService;

/**
 * What copies columns for all groups of all runs.
 *
 * @param threads none of them waits for a run or a group
 */
public record ColumnThreads(ExecutorService threads, MemoryBudget memory) {}
