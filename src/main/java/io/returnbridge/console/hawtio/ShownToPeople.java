package io.returnbridge.console.hawtio;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What of the MBeans may be seen. It is a list of what may: an MBean, attribute or operation that
 * is not named here is refused, also one that a later version of Camel or Java brings. Numbers and
 * states of routes and of the virtual machine; nothing that can be changed, no message, no text of
 * an exception, no system property, no variable of the environment.
 */
final class ShownToPeople implements Restrictor {

  /** What is asked for by itself; what Jolokia has besides changes or subscribes to something. */
  static final Set<RequestType> ASKED =
      Set.of(
          RequestType.READ,
          RequestType.EXEC,
          RequestType.LIST,
          RequestType.SEARCH,
          RequestType.VERSION);

  /**
   * @param operations with the types of their parameters: another of the same name is another one
   */
  record Shown(Set<String> attributes, Set<String> operations) {}

  private static final String STATISTICS =
      " ExchangesTotal ExchangesCompleted ExchangesFailed ExchangesInflight FailuresHandled"
          + " Redeliveries ExternalRedeliveries MinProcessingTime MeanProcessingTime"
          + " MaxProcessingTime TotalProcessingTime LastProcessingTime DeltaProcessingTime IdleSince"
          + " StartTimestamp ResetTimestamp LastExchangeCreatedTimestamp"
          + " LastExchangeCompletedTimestamp FirstExchangeCompletedTimestamp"
          + " LastExchangeFailureTimestamp FirstExchangeFailureTimestamp StatisticsEnabled ";
  private static final String LOAD = " Load01 Load05 Load15 Throughput Uptime UptimeMillis ";
  private static final String PART = " State CamelId CamelManagementName RouteId ";

  /** By domain and type. Routes are dumped with their placeholders as they are written. */
  private static final Map<String, Shown> SHOWN =
      Map.ofEntries(
          entry(
              "org.apache.camel:context",
              shown(
                  STATISTICS
                      + LOAD
                      + "State CamelId CamelDescription CamelVersion ManagementName"
                      + " ManagementStatisticsLevel Profile TotalRoutes StartedRoutes"
                      + " RemoteExchangesTotal RemoteExchangesCompleted RemoteExchangesFailed"
                      + " RemoteExchangesInflight Timeout TimeUnit ShutdownNowOnTimeout Tracing"
                      + " MessageHistory LogMask",
                  "dumpRoutesAsXml() dumpRoutesStatsAsXml(boolean,boolean) dumpStatsAsXml(boolean)")),
          entry(
              "org.apache.camel:routes",
              shown(
                  STATISTICS
                      + LOAD
                      + PART
                      + "RouteGroup NodePrefixId Description AutoStartup EndpointUri"
                      + " RouteConfigurationId SourceLocationShort OldestInflightDuration Tracing"
                      + " MessageHistory RemoteEndpoint CreatedByRouteTemplate",
                  "dumpRouteAsXml() dumpRouteStatsAsXml(boolean,boolean) dumpStatsAsXml(boolean)")),
          entry(
              "org.apache.camel:processors",
              shown(
                  STATISTICS
                      + PART
                      + "ProcessorId ProcessorName StepId NodePrefixId Description Index Level"
                      + " SourceLocationShort SourceLineNumber Disabled",
                  "dumpStatsAsXml(boolean)")),
          entry(
              "org.apache.camel:endpoints",
              shown(
                  "State CamelId CamelManagementName EndpointUri EndpointBaseUri Singleton Remote",
                  "")),
          entry(
              "org.apache.camel:consumers",
              shown(
                  PART
                      + "ServiceType EndpointUri InflightExchanges Suspended StaticService"
                      + " RemoteEndpoint",
                  "")),
          entry(
              "org.apache.camel:producers",
              shown(PART + "ServiceType EndpointUri Suspended Singleton RemoteEndpoint", "")),
          entry(
              "org.apache.camel:components",
              shown("ComponentName State CamelId CamelManagementName", "")),
          entry(
              "org.apache.camel:services",
              shown(PART + "ServiceType Suspended Size InflightBrowseEnabled", "")),
          entry(
              "org.apache.camel:threadpools",
              shown(
                  "Id SourceId RouteId CamelId CamelManagementName ThreadPoolProfileId CorePoolSize"
                      + " PoolSize MaximumPoolSize LargestPoolSize ActiveCount TaskCount"
                      + " CompletedTaskCount TaskQueueSize TaskQueueEmpty"
                      + " TaskQueueRemainingCapacity KeepAliveTime Shutdown",
                  "")),
          entry(
              "java.lang:Runtime",
              shown(
                  "Name Pid StartTime Uptime SpecName SpecVendor SpecVersion VmName VmVendor"
                      + " VmVersion",
                  "")),
          entry(
              "java.lang:OperatingSystem",
              shown(
                  "Name Arch Version AvailableProcessors SystemLoadAverage ProcessCpuLoad"
                      + " ProcessCpuTime SystemCpuLoad CpuLoad TotalMemorySize FreeMemorySize"
                      + " TotalPhysicalMemorySize FreePhysicalMemorySize"
                      + " CommittedVirtualMemorySize OpenFileDescriptorCount"
                      + " MaxFileDescriptorCount",
                  "")),
          entry(
              "java.lang:Memory",
              shown("HeapMemoryUsage NonHeapMemoryUsage ObjectPendingFinalizationCount", "")),
          entry(
              "java.lang:MemoryPool",
              shown("Name Type Valid Usage PeakUsage CollectionUsage MemoryManagerNames", "")),
          entry(
              "java.lang:GarbageCollector",
              shown("Name Valid CollectionCount CollectionTime MemoryPoolNames", "")),
          entry(
              "java.lang:Threading",
              shown("ThreadCount PeakThreadCount DaemonThreadCount TotalStartedThreadCount", "")),
          entry(
              "java.lang:ClassLoading",
              shown("LoadedClassCount TotalLoadedClassCount UnloadedClassCount", "")),
          entry("java.lang:Compilation", shown("Name TotalCompilationTime", "")),
          entry("java.nio:BufferPool", shown("Name Count MemoryUsed TotalCapacity", "")));

  private static Shown shown(String attributes, String operations) {
    return new Shown(words(attributes), words(operations));
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? Set.of() : Set.of(text.strip().split(" +"));
  }

  Optional<Shown> of(ObjectName name) {
    return Optional.ofNullable(SHOWN.get(name.getDomain() + ":" + name.getKeyProperty("type")));
  }

  @Override
  public boolean isObjectNameHidden(ObjectName name) {
    return of(name).isEmpty();
  }

  @Override
  public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
    return of(name).filter(shown -> shown.attributes().contains(attribute)).isPresent();
  }

  /**
   * @param operation with or without the types of its parameters
   */
  @Override
  public boolean isOperationAllowed(ObjectName name, String operation) {
    return of(name).stream()
        .flatMap(shown -> shown.operations().stream())
        .anyMatch(o -> o.equals(operation) || o.substring(0, o.indexOf('(')).equals(operation));
  }

  @Override
  public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
    return false;
  }

  @Override
  public boolean isTypeAllowed(RequestType type) {
    return ASKED.contains(type);
  }

  @Override
  public boolean isHttpMethodAllowed(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.POST;
  }

  /** Who may ask is decided before. */
  @Override
  public boolean isRemoteAccessAllowed(String... hostOrAddress) {
    return true;
  }

  /** No page of another origin. */
  @Override
  public boolean isOriginAllowed(String origin, boolean strict) {
    return false;
  }
}
