/** What the AWS Glue Data Catalog says of a table beside its metadata. The only place with an AWS client of ours. */
@NullMarked
package io.firn.daemon.glue;

import org.jspecify.annotations.NullMarked;
