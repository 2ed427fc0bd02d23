@NullMarked
package io.firn.daemon.view;

import org.jspecify.annotations.NullMarked;
