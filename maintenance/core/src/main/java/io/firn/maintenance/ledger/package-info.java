/** What was done to which table, written before it is done; and who may do it now. */
@NullMarked
package io.firn.maintenance.ledger;

import org.jspecify.annotations.NullMarked;
