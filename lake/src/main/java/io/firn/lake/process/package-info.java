@NullMarked
package io.firn.lake.process;

import org.jspecify.annotations.NullMarked;
