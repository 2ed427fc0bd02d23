/** As much of Avro as it takes to read a manifest quickly; see {@code docs/design/metadata.md}. */
@NullMarked
package io.firn.lake.avro;

import org.jspecify.annotations.NullMarked;
