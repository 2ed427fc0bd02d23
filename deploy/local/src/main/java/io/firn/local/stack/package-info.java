@NullMarked
package io.firn.local.stack;

import org.jspecify.annotations.NullMarked;
