@NullMarked
package io.firn.local.generator;

import org.jspecify.annotations.NullMarked;
