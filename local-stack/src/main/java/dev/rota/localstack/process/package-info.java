/** Child processes that never outlive their parent. */
@NullMarked
package dev.rota.localstack.process;

import org.jspecify.annotations.NullMarked;
