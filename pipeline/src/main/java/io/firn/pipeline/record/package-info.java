@NullMarked
package io.firn.pipeline.record;

import org.jspecify.annotations.NullMarked;
