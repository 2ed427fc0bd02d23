@NullMarked
package io.firn.quality.incident;

import org.jspecify.annotations.NullMarked;
