package io.returnbridge.engine;

import io.returnbridge.registry.About;
import io.returnbridge.registry.Topic;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Defines a step, once. Its route and consumer group have the same name; topics, dead letters,
 * circuits, the routes that must be there, replay, pipeline and health follow from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Step {
  String name();

  /**
   * The outside systems without which it begins nothing. A step that needs one only now and then
   * does not name it. What only wakes steps that stand still waits with them: a sweep would read
   * nothing, a replay come to no end, and a dry run tell of nothing but the outage.
   */
  String[] needs() default {};

  /** The topic whose records wake it, one at the most; none is woken from within only. */
  Topic[] wakes() default {};

  /**
   * The topic by whose name its dead letters are called: of what no record wakes, and yet is on the
   * way of an event.
   */
  Topic[] deadLetters() default {};

  /** The topics whose records it writes. */
  Topic[] tells() default {};

  /** Steps that it wakes itself, besides those that what it tells wakes. */
  String[] thenWakes() default {};

  About about() default About.RETURN;
}
