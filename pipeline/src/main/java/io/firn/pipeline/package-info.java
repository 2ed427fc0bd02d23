@NullMarked
package io.firn.pipeline;

import org.jspecify.annotations.NullMarked;
