@NullMarked
package io.firn.daemon.command;

import org.jspecify.annotations.NullMarked;
