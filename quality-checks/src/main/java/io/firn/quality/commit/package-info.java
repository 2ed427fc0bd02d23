@NullMarked
package io.firn.quality.commit;

import org.jspecify.annotations.NullMarked;
