@NullMarked
package io.firn.pipeline.schema;

import org.jspecify.annotations.NullMarked;
