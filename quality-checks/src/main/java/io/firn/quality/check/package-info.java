@NullMarked
package io.firn.quality.check;

import org.jspecify.annotations.NullMarked;
