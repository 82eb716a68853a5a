package dev.rota.orderproducer.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

/** Takes the place of Quarkus' own mapper for this exception, whose answer is no problem; {@link JsonProblems} words it. */
@Provider
public class MismatchedInputMapper extends ExceptionMapperBase<MismatchedInputException> {

    @Override
    protected HttpProblem toProblem(MismatchedInputException e) {
        return HttpProblem.valueOf(Status.BAD_REQUEST);
    }
}
