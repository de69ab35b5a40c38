package io.returnbridge.console.hawtio;

import io.returnbridge.console.hawtio.ShownToPeople.Shown;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.IntrospectionException;
import javax.management.JMRuntimeException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.QueryExp;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans as if there were no others than those that {@link ShownToPeople} names, with no other
 * attributes and operations: so whoever reads "all" gets all that may be seen.
 */
final class ShownMBeans {
  /**
   * Hawtio would draw what happens on a failure as if it came first, and draws nothing at all of a
   * route that has something before its beginning.
   */
  private static final Pattern ON_FAILURE =
      Pattern.compile("<(errorHandler|onException)\\b[^>]*?(?:/>|>.*?</\\1>)\\s*", Pattern.DOTALL);

  private final MBeanServer all;
  private final ShownToPeople shown;

  private ShownMBeans(MBeanServer all, ShownToPeople shown) {
    this.all = all;
    this.shown = shown;
  }

  static MBeanServerConnection of(MBeanServer all, ShownToPeople shown) {
    ShownMBeans view = new ShownMBeans(all, shown);
    return (MBeanServerConnection)
        Proxy.newProxyInstance(
            ShownMBeans.class.getClassLoader(),
            new Class<?>[] {MBeanServerConnection.class},
            (proxy, method, arguments) -> view.call(method, arguments));
  }

  private @Nullable Object call(Method method, Object[] arguments) throws Exception {
    return switch (method.getName()) {
      case "queryNames" -> names((ObjectName) arguments[0], (QueryExp) arguments[1]);
      case "queryMBeans" -> instances((ObjectName) arguments[0], (QueryExp) arguments[1]);
      case "getMBeanInfo" -> info((ObjectName) arguments[0]);
      case "getAttribute" -> attribute((ObjectName) arguments[0], (String) arguments[1]);
      case "invoke" ->
          invoke(
              (ObjectName) arguments[0],
              (String) arguments[1],
              (Object[]) arguments[2],
              (String[]) arguments[3]);
      case "toString" -> "the MBeans that are shown";
      default -> throw new SecurityException(method.getName() + " is not done from here");
    };
  }

  private Set<ObjectName> names(@Nullable ObjectName pattern, @Nullable QueryExp query) {
    return all.queryNames(pattern, query).stream()
        .filter(name -> !shown.isObjectNameHidden(name))
        .collect(Collectors.toSet());
  }

  private Set<ObjectInstance> instances(@Nullable ObjectName pattern, @Nullable QueryExp query) {
    return all.queryMBeans(pattern, query).stream()
        .filter(instance -> !shown.isObjectNameHidden(instance.getObjectName()))
        .collect(Collectors.toSet());
  }

  private MBeanInfo info(ObjectName name)
      throws InstanceNotFoundException, IntrospectionException, ReflectionException {
    Shown part =
        shown.of(name).orElseThrow(() -> new SecurityException(name + " is not shown here"));
    MBeanInfo info = all.getMBeanInfo(name);
    MBeanAttributeInfo[] attributes =
        Arrays.stream(info.getAttributes())
            .filter(a -> a.isReadable() && part.attributes().contains(a.getName()))
            .map(
                a ->
                    new MBeanAttributeInfo(
                        a.getName(), a.getType(), a.getDescription(), true, false, a.isIs()))
            .toArray(MBeanAttributeInfo[]::new);
    MBeanOperationInfo[] operations =
        Arrays.stream(info.getOperations())
            .filter(o -> part.operations().contains(signature(o)))
            .toArray(MBeanOperationInfo[]::new);
    return new MBeanInfo(
        info.getClassName(), info.getDescription(), attributes, null, operations, null);
  }

  private @Nullable Object attribute(ObjectName name, String attribute) throws Exception {
    if (!shown.isAttributeReadAllowed(name, attribute)) {
      throw new SecurityException(attribute + " of " + name + " is not shown here");
    }
    return answered(attribute, () -> all.getAttribute(name, attribute));
  }

  /** What an MBean says of its failure stays here: it may tell of a message. */
  private static @Nullable Object answered(String what, Callable<@Nullable Object> question)
      throws Exception {
    try {
      return question.call();
    } catch (MBeanException | JMRuntimeException failed) {
      throw new IllegalArgumentException(what + " is not answered: are its arguments right?");
    }
  }

  private @Nullable Object invoke(
      ObjectName name, String operation, Object[] arguments, String[] types) throws Exception {
    String signature = operation + "(" + String.join(",", types) + ")";
    if (!shown.isOperationAllowed(name, signature)) {
      throw new SecurityException(signature + " of " + name + " is not done from here");
    }
    Object answer = answered(signature, () -> all.invoke(name, operation, arguments, types));
    return answer instanceof String text ? ON_FAILURE.matcher(text).replaceAll("") : answer;
  }

  private static String signature(MBeanOperationInfo operation) {
    return Arrays.stream(operation.getSignature())
        .map(MBeanParameterInfo::getType)
        .collect(Collectors.joining(",", operation.getName() + "(", ")"));
  }
}
