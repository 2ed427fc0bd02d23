@NullMarked
package io.firn.local;

import org.jspecify.annotations.NullMarked;
