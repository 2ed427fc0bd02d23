/** What a table's maintenance aims at, from globs over {@code namespace.table}. */
@NullMarked
package io.firn.maintenance.policy;

import org.jspecify.annotations.NullMarked;
