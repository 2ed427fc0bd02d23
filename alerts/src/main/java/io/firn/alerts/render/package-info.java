/** What is made from the catalogue: rules of Prometheus, alarms of CloudWatch and the table of alerts. */
@NullMarked
package io.firn.alerts.render;

import org.jspecify.annotations.NullMarked;
