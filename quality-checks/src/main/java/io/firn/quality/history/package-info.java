@NullMarked
package io.firn.quality.history;

import org.jspecify.annotations.NullMarked;
