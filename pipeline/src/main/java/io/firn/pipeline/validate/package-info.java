@NullMarked
package io.firn.pipeline.validate;

import org.jspecify.annotations.NullMarked;
