package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.returnbridge.journey.Tools;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docker/kubernetes makes is what Kubernetes knows, and what this program reads. */
class KubernetesTest {

  private static final Path OVERLAYS = Path.of("docker/kubernetes/overlays");
  private static final String SECRETS = "/run/secrets/returnbridge/";

  @TempDir Path secrets;

  /** As {@code kubectl apply -k} would send it. */
  private static String rendered(String overlay) throws Exception {
    Process kubectl =
        new ProcessBuilder(Tools.find("kubectl"), "kustomize", OVERLAYS.resolve(overlay).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).isZero();
    return yaml;
  }

  private static List<HasMetadata> typed(String yaml) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    return Stream.of(yaml.split("(?m)^---$"))
        .map(document -> (HasMetadata) serialization.unmarshal(document))
        .toList();
  }

  private static <T> T only(List<HasMetadata> all, Class<T> kind) {
    List<T> found = all.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).as(kind.getSimpleName()).hasSize(1);
    return found.get(0);
  }

  /** What the typed model does not know lands in its additionalProperties, wherever it is. */
  private static List<String> unknown(Object value, String at) throws IllegalAccessException {
    List<String> found = new ArrayList<>();
    if (value instanceof Collection<?> all) {
      int n = 0;
      for (Object one : all) {
        found.addAll(unknown(one, at + "[" + n++ + "]"));
      }
    } else if (value instanceof Map<?, ?> all) {
      for (Map.Entry<?, ?> one : all.entrySet()) {
        found.addAll(unknown(one.getValue(), at + "." + one.getKey()));
      }
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8")) {
      for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) || field.getType().isEnum()) {
            continue;
          }
          field.setAccessible(true);
          if (field.getName().equals("additionalProperties")) {
            ((Map<?, ?>) field.get(value)).keySet().forEach(name -> found.add(at + "." + name));
          } else {
            found.addAll(unknown(field.get(value), at + "." + field.getName()));
          }
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "sandbox"})
  void kubernetes_knows_every_field(String overlay) throws Exception {
    String yaml = rendered(overlay);

    for (HasMetadata one : typed(yaml)) {
      assertThat(unknown(one, one.getKind())).isEmpty();
    }

    HasMetadata mistaken =
        typed(yaml.replace("readinessProbe:", "readynessProbe:")).stream()
            .filter(Deployment.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertThat(unknown(mistaken, "Deployment"))
        .containsExactly("Deployment.spec.template.spec.containers[0].readynessProbe");
  }

  @Test
  void the_program_reads_every_variable_that_is_set() throws Exception {
    List<HasMetadata> all = typed(rendered("production"));
    Map<String, String> environment = new TreeMap<>(only(all, ConfigMap.class).getData());
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      if (entry.getKey().endsWith("_FILE")) {
        assertThat(entry.getValue()).startsWith(SECRETS);
        files.add(entry.getValue());
        entry.setValue(secret(entry.getKey()));
      }
    }
    container(only(all, Deployment.class).getSpec().getTemplate().getSpec())
        .getEnv()
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    SettingsReader reader = new SettingsReader(environment);

    Settings settings = reader.read();

    settings.requireReveniStores(List.of("es", "uk"));
    assertThat(environment.keySet().stream().map(name -> name.replaceFirst("_FILE$", "")))
        .isSubsetOf(reader.asked());
    assertThat(Settings.unknownVariables(environment)).isEmpty();
    assertThat(files).hasSize(6).doesNotHaveDuplicates();
  }

  private String secret(String name) throws IOException {
    return Files.writeString(secrets.resolve(name), "a-secret-of-24-characters-or-more\n")
        .toString();
  }

  private static Container container(PodSpec pod) {
    assertThat(pod.getContainers()).hasSize(1);
    return pod.getContainers().get(0);
  }

  @Test
  void only_the_public_port_is_for_everybody() throws Exception {
    List<HasMetadata> all = typed(rendered("production"));

    var rules = only(all, NetworkPolicy.class).getSpec().getIngress();
    assertThat(rules).hasSize(2);
    assertThat(rules.get(0).getFrom()).isEmpty();
    assertThat(rules.get(0).getPorts()).hasSize(1);
    assertThat(rules.get(0).getPorts().get(0).getPort().getStrVal()).isEqualTo("public");
    assertThat(rules.get(1).getFrom()).isNotEmpty();
    Container program = container(only(all, Deployment.class).getSpec().getTemplate().getSpec());
    assertThat(program.getPorts())
        .filteredOn(port -> port.getName().equals("public"))
        .allMatch(
            port ->
                program.getEnv().stream()
                    .filter(v -> v.getName().equals("PUBLIC_HTTP_PORT"))
                    .allMatch(v -> v.getValue().equals(port.getContainerPort().toString())))
        .hasSize(1);
    assertThat(all)
        .filteredOn(Service.class::isInstance)
        .allMatch(service -> ((Service) service).getSpec().getType() == null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "sandbox"})
  void nobody_has_more_rights_than_needed(String overlay) throws Exception {
    List<PodSpec> pods = new ArrayList<>();
    for (HasMetadata one : typed(rendered(overlay))) {
      if (one instanceof Deployment deployment) {
        pods.add(deployment.getSpec().getTemplate().getSpec());
      } else if (one instanceof CronJob job) {
        assertThat(job.getSpec().getSuspend()).isTrue();
        pods.add(job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
      }
    }

    assertThat(pods).isNotEmpty();
    for (PodSpec pod : pods) {
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      Container container = container(pod);
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getResources().getLimits()).containsKey("memory");
    }
  }

  @Test
  void a_replica_that_ends_has_as_long_as_it_needs() throws Exception {
    PodSpec pod =
        only(typed(rendered("production")), Deployment.class).getSpec().getTemplate().getSpec();

    List<String> before = container(pod).getLifecycle().getPreStop().getExec().getCommand();
    assertThat(before).startsWith("sleep");
    // As compose and the image are told: up to a minute after SIGTERM.
    assertThat(pod.getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(60 + Long.parseLong(before.get(1)));
  }
}
