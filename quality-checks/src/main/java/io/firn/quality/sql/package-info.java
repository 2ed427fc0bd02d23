@NullMarked
package io.firn.quality.sql;

import org.jspecify.annotations.NullMarked;
