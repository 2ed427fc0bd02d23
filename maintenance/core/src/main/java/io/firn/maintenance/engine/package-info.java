/** Acts on one table: rewrites data files and manifests, expires snapshots. Iceberg core only, in this JVM. */
@NullMarked
package io.firn.maintenance.engine;

import org.jspecify.annotations.NullMarked;
