/** Makes the topics, and registers the schemas, that contracts describes; a library, and a program for a cluster's jobs. */
@org.jspecify.annotations.NullMarked
package dev.rota.catalogue;
