package dev.rota.catalogue;

/** Something could not be made as the catalogue has it; the message is one sentence for a person. */
public sealed class CatalogueException extends RuntimeException permits SchemaRefusedException {

    CatalogueException(String message) {
        super(message);
    }

    CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
