package dev.rota.orderproducer.intake;

import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;
import jakarta.inject.Singleton;
import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import java.lang.annotation.ElementType;
import org.hibernate.validator.BaseHibernateValidatorConfiguration;

/**
 * What is validated here is plain objects, all of whose properties can be looked at. Bean Validation asks for each property of each
 * object because some persistence providers have lazy ones.
 */
@Singleton
class PlainObjects implements ValidatorFactoryCustomizer {

    @Override
    public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
        configuration.traversableResolver(new AllReachable()).enableTraversableResolverResultCache(false);
    }

    private static final class AllReachable implements TraversableResolver {

        @Override
        public boolean isReachable(
                Object traversable, Path.Node property, Class<?> root, Path path, ElementType elementType) {
            return true;
        }

        @Override
        public boolean isCascadable(
                Object traversable, Path.Node property, Class<?> root, Path path, ElementType elementType) {
            return true;
        }
    }
}
