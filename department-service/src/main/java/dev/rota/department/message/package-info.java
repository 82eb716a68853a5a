/** What customers are told, by mail or by SMS, through a server of somebody else. */
@NullMarked
package dev.rota.department.message;

import org.jspecify.annotations.NullMarked;
