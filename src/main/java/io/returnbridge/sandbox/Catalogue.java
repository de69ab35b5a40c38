package io.returnbridge.sandbox;

import java.util.List;

/** What the shop sells. Prices are in cents, in every currency the same. */
final class Catalogue {

  /**
   * @param skus of the variants, the master variant first
   */
  record Article(
      String key,
      String nameEn,
      String nameEs,
      String textEn,
      String textEs,
      long cents,
      List<String> skus) {}

  static final List<Article> ARTICLES =
      List.of(
          article(
              "tshirt-red",
              "Red T-shirt",
              "Camiseta roja",
              "Organic cotton, regular fit.",
              "Algodón orgánico, corte recto.",
              2495,
              "TSHIRT-RED-S",
              "TSHIRT-RED-M",
              "TSHIRT-RED-L"),
          article(
              "jeans",
              "Straight jeans",
              "Vaqueros rectos",
              "Denim with a little stretch.",
              "Tela vaquera ligeramente elástica.",
              5990,
              "JEANS-32",
              "JEANS-34"),
          article(
              "dress-blue",
              "Blue dress",
              "Vestido azul",
              "Knee-length, with pockets.",
              "Hasta la rodilla, con bolsillos.",
              7900,
              "DRESS-BLUE-S",
              "DRESS-BLUE-M"),
          article(
              "sneakers",
              "White sneakers",
              "Zapatillas blancas",
              "Leather upper, rubber sole.",
              "Piel por fuera, suela de goma.",
              8900,
              "SNEAKERS-40",
              "SNEAKERS-41",
              "SNEAKERS-42"),
          article(
              "belt-brown",
              "Brown belt",
              "Cinturón marrón",
              "Full-grain leather.",
              "Piel de plena flor.",
              2950,
              "BELT-BROWN-85",
              "BELT-BROWN-95"),
          article(
              "scarf-wool",
              "Wool scarf",
              "Bufanda de lana",
              "Merino wool, woven in Spain.",
              "Lana merina, tejida en España.",
              3500,
              "SCARF-WOOL"),
          article(
              "jacket-rain",
              "Rain jacket",
              "Chubasquero",
              "Waterproof, with sealed seams.",
              "Impermeable, con costuras selladas.",
              12900,
              "JACKET-RAIN-M",
              "JACKET-RAIN-L"),
          article(
              "bag-leather",
              "Leather bag",
              "Bolso de piel",
              "Handmade, with a zip.",
              "Hecho a mano, con cremallera.",
              14900,
              "BAG-LEATHER"));

  private Catalogue() {}

  static Article of(String sku) {
    return ARTICLES.stream()
        .filter(article -> article.skus().contains(sku))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the shop does not sell " + sku));
  }

  static List<String> skus() {
    return ARTICLES.stream().flatMap(article -> article.skus().stream()).toList();
  }

  private static Article article(
      String key,
      String nameEn,
      String nameEs,
      String textEn,
      String textEs,
      long cents,
      String... skus) {
    return new Article(key, nameEn, nameEs, textEn, textEs, cents, List.of(skus));
  }
}
