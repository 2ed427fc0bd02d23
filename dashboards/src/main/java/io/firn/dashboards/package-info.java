/** Grafana dashboards, made from small sources that people read and change. */
@NullMarked
package io.firn.dashboards;

import org.jspecify.annotations.NullMarked;
