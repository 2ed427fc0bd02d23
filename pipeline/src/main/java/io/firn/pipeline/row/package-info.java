@NullMarked
package io.firn.pipeline.row;

import org.jspecify.annotations.NullMarked;
