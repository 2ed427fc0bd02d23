@NullMarked
package io.firn.quality.engine;

import org.jspecify.annotations.NullMarked;
