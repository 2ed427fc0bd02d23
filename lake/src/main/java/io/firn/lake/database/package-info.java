@NullMarked
package io.firn.lake.database;

import org.jspecify.annotations.NullMarked;
