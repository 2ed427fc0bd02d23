/** Grafana's dashboards, made of short descriptions. */
@NullMarked
package io.firn.dashboards;

import org.jspecify.annotations.NullMarked;
