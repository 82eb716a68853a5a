package dev.rota.catalogue;

/** The registry has read a schema and does not take it: asked again, it says the same. */
public final class SchemaRefusedException extends CatalogueException {

    SchemaRefusedException(String message) {
        super(message);
    }
}
