@NullMarked
package io.firn.pipeline.failpoint;

import org.jspecify.annotations.NullMarked;
