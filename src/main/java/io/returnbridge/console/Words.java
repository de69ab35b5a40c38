package io.returnbridge.console;

import io.quarkus.qute.TemplateExtension;
import io.quarkus.qute.TemplateExtension.TemplateAttribute;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * What pages say, in the reader's language: {@code words/console_en.properties} and its siblings.
 */
public final class Words {

  private static final String BUNDLE = "words/console";

  private Words() {}

  /** {@code {t:name(argument…)}} of a template. */
  @TemplateExtension(namespace = "t", matchName = TemplateExtension.ANY)
  static String word(String name, @TemplateAttribute("locale") Object locale, Object... arguments) {
    return say((Locale) locale, name, arguments);
  }

  /**
   * A name that is put together, as that of a case's code; itself in plain letters where no word
   * is.
   */
  @TemplateExtension(namespace = "name")
  static String of(String kind, Object of, @TemplateAttribute("locale") Object locale) {
    return name((Locale) locale, kind, String.valueOf(of));
  }

  static String name(Locale locale, String kind, String of) {
    try {
      return bundle(locale).getString(kind + "." + of);
    } catch (MissingResourceException none) {
      String plain = of.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
      return plain.isEmpty()
          ? plain
          : plain.substring(0, 1).toUpperCase(locale) + plain.substring(1);
    }
  }

  static String say(Locale locale, String name, Object... arguments) {
    return new MessageFormat(bundle(locale).getString(name), locale).format(arguments);
  }

  static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle(
        BUNDLE,
        locale,
        Words.class.getClassLoader(),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }
}
