/** Puts plan, lease, engine, verification and ledger together for one table. */
@NullMarked
package io.firn.maintenance.run;

import org.jspecify.annotations.NullMarked;
