package io.returnbridge.mappings;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The version of the tables that this process works with, until another one is put into force. */
public final class MappingsInForce implements Mappings {

  private volatile MappingTables current;

  /** What the work on a thread has begun with. */
  private final ThreadLocal<@Nullable MappingTables> ofWork = new ThreadLocal<>();

  public MappingsInForce(MappingTables atStart) {
    this.current = atStart;
  }

  /** What the work on this thread has begun with, else what is in force. */
  public MappingTables now() {
    MappingTables begunWith = ofWork.get();
    return begunWith == null ? current : begunWith;
  }

  /** Work that is under way ends with the version that it has begun with. */
  public void put(MappingTables valid) {
    current = valid;
  }

  @Override
  public void beginWork() {
    ofWork.set(current);
  }

  @Override
  public void rest() {
    ofWork.remove();
  }

  /** Does the work as if these were in force, for this thread alone. */
  public <T> T with(MappingTables others, Supplier<T> work) {
    MappingTables before = ofWork.get();
    ofWork.set(others);
    try {
      return work.get();
    } finally {
      if (before == null) {
        ofWork.remove();
      } else {
        ofWork.set(before);
      }
    }
  }

  @Override
  public Stores stores() {
    return now().stores();
  }

  @Override
  public Channels channels() {
    return now().channels();
  }

  @Override
  public ReasonCodes reasons() {
    return now().reasons();
  }

  @Override
  public Dispositions dispositions() {
    return now().dispositions();
  }

  @Override
  public Statuses statuses() {
    return now().statuses();
  }

  @Override
  public Timing timing() {
    return now().timing();
  }

  @Override
  public ExceptionTable exceptions() {
    return now().exceptions();
  }

  @Override
  public PayloadMap payload() {
    return now().payload();
  }

  @Override
  public String version() {
    return now().version();
  }
}
