@NullMarked
package io.firn.lake.catalog;

import org.jspecify.annotations.NullMarked;
