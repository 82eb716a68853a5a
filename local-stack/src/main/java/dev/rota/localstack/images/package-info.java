/** Container images of the services and of what a cluster needs beside them. */
@NullMarked
package dev.rota.localstack.images;

import org.jspecify.annotations.NullMarked;
