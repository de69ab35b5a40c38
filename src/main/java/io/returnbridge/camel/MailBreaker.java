package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;

/** Puts its breaker before each mail that a step of one's own writes; alerts have none. */
@Named("mailBreaker")
@Singleton
@Unremovable
public class MailBreaker implements InterceptStrategy {

  private final Circuits circuits;

  public MailBreaker(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor next) {
    Optional<Circuit> circuit = circuits.ofHost(Circuits.MAIL);
    return circuit.isPresent() && definition instanceof ToDefinition to && isOwnMail(to)
        ? exchange -> send(circuit.get(), target, exchange)
        : target;
  }

  private static boolean isOwnMail(ToDefinition to) {
    RouteDefinition route = ProcessorDefinitionHelper.getRoute((ProcessorDefinition<?>) to);
    return to.getEndpointUri().startsWith("smtp")
        && OwnStepRoutes.CONFIGURATION.equals(route.getRouteConfigurationId());
  }

  /** The exchange keeps what the mail server has said. */
  private static void send(Circuit circuit, Processor target, Exchange exchange) {
    try {
      circuit.call(() -> answer(target, exchange), answered -> Reply.ANSWERED);
    } catch (Unavailable away) {
      if (exchange.getException() == null) {
        throw away;
      }
    }
  }

  private static boolean answer(Processor target, Exchange exchange) {
    try {
      target.process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    Exception thrown = exchange.getException();
    NotDone why = thrown == null ? null : NotDone.of(thrown, "");
    if (why != null && why.later() != null) {
      throw Objects.requireNonNull(why.later());
    }
    return true;
  }
}
