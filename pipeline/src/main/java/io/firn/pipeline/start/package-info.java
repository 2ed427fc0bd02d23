@NullMarked
package io.firn.pipeline.start;

import org.jspecify.annotations.NullMarked;
