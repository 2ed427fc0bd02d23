@NullMarked
package io.firn.testing;

import org.jspecify.annotations.NullMarked;
