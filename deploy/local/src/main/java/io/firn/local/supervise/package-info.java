@NullMarked
package io.firn.local.supervise;

import org.jspecify.annotations.NullMarked;
