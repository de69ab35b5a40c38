package io.returnbridge.console.hawtio;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import org.jolokia.json.JSONObject;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.config.SystemPropertyMode;
import org.jolokia.server.core.request.BadRequestException;
import org.jolokia.server.core.request.BaseRequestHandler;
import org.jolokia.server.core.request.EmptyResponseException;
import org.jolokia.server.core.request.JolokiaObjectNameRequest;
import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.request.JolokiaRequestFactory;
import org.jolokia.server.core.request.ProcessingParameters;
import org.jolokia.server.core.service.JolokiaServiceManagerFactory;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.service.impl.JulLogHandler;
import org.jolokia.server.core.util.jmx.MBeanServerAccess;
import org.jolokia.server.core.util.jmx.SingleMBeanServerAccess;
import org.jolokia.service.jmx.LocalRequestHandler;
import org.jolokia.service.serializer.JolokiaSerializer;

/**
 * Jolokia in this process, over the MBeans that may be seen. It has no port, looks for no other
 * servers, announces itself to nobody and asks no other machine. What is refused has the status 403
 * in its answer.
 */
final class Jolokia extends BaseRequestHandler {

  /**
   * What a request may say about how it is answered, with its largest value where it is a number.
   */
  static final Map<String, Integer> OPTIONS =
      Map.of(
          ConfigKey.MAX_DEPTH.getKeyValue(),
          20,
          ConfigKey.MAX_COLLECTION_SIZE.getKeyValue(),
          10_000,
          ConfigKey.MAX_OBJECTS.getKeyValue(),
          500_000);

  private static final Set<String> WORDS =
      Set.of(
          ConfigKey.IGNORE_ERRORS.getKeyValue(),
          ConfigKey.CANONICAL_NAMING.getKeyValue(),
          ConfigKey.INCLUDE_REQUEST.getKeyValue(),
          ConfigKey.INCLUDE_STACKTRACE.getKeyValue(),
          ConfigKey.SERIALIZE_EXCEPTION.getKeyValue(),
          ConfigKey.SERIALIZE_LONG.getKeyValue(),
          ConfigKey.MIME_TYPE.getKeyValue(),
          ConfigKey.LIST_KEYS.getKeyValue(),
          ConfigKey.LIST_CACHE.getKeyValue(),
          ConfigKey.IF_MODIFIED_SINCE.getKeyValue());

  private final ShownToPeople shown;

  private Jolokia(JolokiaContext context, ShownToPeople shown) {
    super(context);
    this.shown = shown;
  }

  static Jolokia ofThisProcess() {
    return of(ManagementFactory.getPlatformMBeanServer());
  }

  static Jolokia of(MBeanServer server) {
    ShownToPeople shown = new ShownToPeople();
    // What it would take from the environment instead could only make it say more.
    StaticConfiguration configuration =
        new StaticConfiguration(
            Map.of(
                ConfigKey.AGENT_ID.getKeyValue(), "returnbridge",
                ConfigKey.DISABLE_DETECTORS.getKeyValue(), "true",
                ConfigKey.DISCOVERY_ENABLED.getKeyValue(), "false",
                ConfigKey.ALLOW_ERROR_DETAILS.getKeyValue(), "false"),
            null,
            SystemPropertyMode.NEVER);
    JolokiaServiceManager services =
        JolokiaServiceManagerFactory.createJolokiaServiceManager(
            configuration, new JulLogHandler("org.jolokia"), shown);
    services.addService(new JolokiaSerializer());
    services.addService(
        new OverShownMBeans(new SingleMBeanServerAccess(ShownMBeans.of(server, shown))));
    return new Jolokia(services.start(), shown);
  }

  /** Whether a request may say this about its answer. */
  static boolean isOption(String name) {
    return OPTIONS.containsKey(name) || WORDS.contains(name);
  }

  /** With its numbers within their bounds; what is not said, or 0, would mean no bound. */
  private static ProcessingParameters bounded(Map<String, String> options) {
    Map<ConfigKey, String> bounded = new HashMap<>();
    options.forEach((name, value) -> bounded.put(ConfigKey.getRequestConfigKey(name), value));
    OPTIONS.forEach(
        (name, most) -> {
          int asked = options.containsKey(name) ? Integer.parseInt(options.get(name)) : 0;
          bounded.put(
              ConfigKey.getRequestConfigKey(name),
              Integer.toString(asked > 0 && asked < most ? asked : most));
        });
    return new ProcessingParameters(bounded);
  }

  /**
   * @param request its type and what else it has, without options
   */
  JSONObject answer(Map<String, ?> request, Map<String, String> options) {
    try {
      return answer(JolokiaRequestFactory.createPostRequest(request, bounded(options)));
    } catch (IllegalArgumentException | BadRequestException wrong) {
      return getErrorJSON(400, wrong, null);
    }
  }

  /**
   * @param path such as {@code read/java.lang:type=Memory/HeapMemoryUsage}
   */
  JSONObject answer(String path, Map<String, String> options) {
    try {
      return answer(JolokiaRequestFactory.createGetRequest(path, bounded(options)));
    } catch (IllegalArgumentException | BadRequestException wrong) {
      return getErrorJSON(400, wrong, null);
    }
  }

  private JSONObject answer(JolokiaRequest request) {
    if (!shown.isTypeAllowed(request.getType())) {
      return refused(request, request.getType() + " is not done from here: it reads only");
    }
    if (request instanceof JolokiaObjectNameRequest named && named.getProvider() != null) {
      return refused(request, "Only this program is asked from here");
    }
    try {
      return executeRequest(request);
    } catch (EmptyResponseException e) {
      throw new IllegalStateException("Only a subscription is answered with nothing", e);
    }
  }

  private JSONObject refused(JolokiaRequest request, String reason) {
    return getErrorJSON(403, new SecurityException(reason), request);
  }

  /** Answers from these MBeans instead of from all of them. */
  private static final class OverShownMBeans extends LocalRequestHandler {
    private final MBeanServerAccess mbeans;

    private OverShownMBeans(MBeanServerAccess mbeans) {
      super(0);
      this.mbeans = mbeans;
    }

    @Override
    public void init(JolokiaContext context) {
      super.init(
          (JolokiaContext)
              Proxy.newProxyInstance(
                  Jolokia.class.getClassLoader(),
                  new Class<?>[] {JolokiaContext.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("getMBeanServerAccess")) {
                      return mbeans;
                    }
                    try {
                      return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getTargetException();
                    }
                  }));
    }
  }
}
