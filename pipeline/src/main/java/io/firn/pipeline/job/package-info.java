@NullMarked
package io.firn.pipeline.job;

import org.jspecify.annotations.NullMarked;
