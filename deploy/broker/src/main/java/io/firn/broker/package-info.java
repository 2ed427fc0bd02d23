@NullMarked
package io.firn.broker;

import org.jspecify.annotations.NullMarked;
