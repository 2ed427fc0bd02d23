@NullMarked
package io.firn.pipeline.parse;

import org.jspecify.annotations.NullMarked;
