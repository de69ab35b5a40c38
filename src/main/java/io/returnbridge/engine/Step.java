package io.returnbridge.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a business step; its route, consumer group and metric label have the same name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Step {
  String name();

  /** The outside systems without which it begins nothing. */
  String[] needs() default {};
}
