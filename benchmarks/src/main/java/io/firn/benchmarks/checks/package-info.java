/** What checks of many tables cost. */
@org.jspecify.annotations.NullMarked
package io.firn.benchmarks.checks;
