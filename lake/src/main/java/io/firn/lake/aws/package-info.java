@NullMarked
package io.firn.lake.aws;

import org.jspecify.annotations.NullMarked;
