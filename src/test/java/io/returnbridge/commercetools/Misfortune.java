package io.returnbridge.commercetools;

import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.steps.inspect.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;

/**
 * What can go wrong between a process and commercetools, by one seed: the process dies before or
 * after any request, others write the resource first, requests and answers get lost, and a second
 * worker comes in.
 */
public final class Misfortune {

  private final Shop shop;
  private final Random random;
  private final Storage.Process process;
  private final Runnable intruder;
  private boolean inside;

  /**
   * @param intruder a whole run of another worker
   */
  public Misfortune(Shop shop, Random random, Storage.Process process, Runnable intruder) {
    this.shop = shop;
    this.random = random;
    this.process = process;
    this.intruder = intruder;
    go();
  }

  /** From now on requests go wrong. */
  public void go() {
    shop.sandbox.faults(call -> next());
  }

  private Fault next() {
    double chance = random.nextDouble();
    if (chance < 0.05) {
      return new Fault.CompetingWrite();
    }
    if (chance < 0.10) {
      return new Fault.ApplyThenRefuse(500);
    }
    return chance < 0.15 ? Fault.refuse(503) : Fault.none();
  }

  /** The port, on which every request is a moment at which the process may die. */
  public <T> T around(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            Misfortune.class.getClassLoader(),
            new Class<?>[] {port},
            (p, method, args) -> {
              moment();
              Object answer;
              try {
                answer = method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              moment();
              return answer;
            }));
  }

  private void moment() {
    if (inside) {
      return;
    }
    process.step();
    if (random.nextDouble() < 0.05) {
      inside = true;
      try {
        intruder.run();
      } finally {
        inside = false;
      }
    }
  }
}
