package io.returnbridge.benchmark;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.intake.Signature;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that a webhook can cost: Vert.x, the signature, one record on the disk of the embedded
 * Kafka, 202. In a process of its own, as the program is.
 */
final class BareIntake implements AutoCloseable {
  private static final String TOPIC = "bare";
  private static final int PARTITIONS = 6;

  private final Process process;
  private final URI address;

  /**
   * Starts it and waits until it listens.
   *
   * @param folder empty
   */
  BareIntake(Path folder, String key) throws Exception {
    Files.createDirectories(folder);
    Path ready = folder.resolve("data/ready");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BareIntake.class.getName(),
                folder.resolve("data").toString(),
                key)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Bench.await("the bare intake to listen", () -> Files.exists(ready));
    address = URI.create("http://127.0.0.1:" + Files.readString(ready) + "/webhooks");
  }

  URI address() {
    return address;
  }

  /** Takes a data directory and the key that signs. */
  public static void main(String[] args) throws Exception {
    try (DataDirectory data = DataDirectory.open(Path.of(args[0]));
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
      // Those of the program's producer.
      settings.put("acks", "all");
      settings.put("enable.idempotence", true);
      settings.put("linger.ms", 0);
      settings.put("max.block.ms", 400);
      settings.put("delivery.timeout.ms", 600);
      settings.put("request.timeout.ms", 600);
      settings.put("enable.metrics.push", false);
      try (Admin admin = Admin.create(kafka.clientSettings())) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
      KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      HttpServer server =
          Vertx.vertx()
              .createHttpServer()
              .requestHandler(
                  request -> request.bodyHandler(body -> take(request, body, producer, args[1])))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      Files.writeString(data.path("ready.new"), Integer.toString(server.actualPort()));
      Files.move(data.path("ready.new"), data.path("ready"));
      new CountDownLatch(1).await();
    }
  }

  private static void take(
      HttpServerRequest request, Buffer body, KafkaProducer<byte[], byte[]> producer, String key) {
    byte[] bytes = body.getBytes();
    boolean signed =
        Signature.parse(request.getHeader("X-REVENI-SIGNATURE"))
            .filter(signature -> signature.madeWith(List.of(key), bytes))
            .isPresent();
    if (!signed) {
      request.response().setStatusCode(401).end();
      return;
    }
    producer.send(
        new ProducerRecord<>(TOPIC, bytes),
        (stored, failure) -> request.response().setStatusCode(failure == null ? 202 : 503).end());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
