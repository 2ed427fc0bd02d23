@NullMarked
package io.firn.lake.config;

import org.jspecify.annotations.NullMarked;
