@NullMarked
package io.firn.lake.table;

import org.jspecify.annotations.NullMarked;
