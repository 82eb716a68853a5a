/** Commits that the connector does not offer: when a record was handled, and after waiting for what is in flight. */
@NullMarked
package dev.rota.department.commit;

import org.jspecify.annotations.NullMarked;
