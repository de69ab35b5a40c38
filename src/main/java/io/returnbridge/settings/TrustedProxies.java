package io.returnbridge.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses and networks of the proxies in front, such as {@code 10.0.0.0/8}. */
public final class TrustedProxies {
  private static final Pattern V4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern V6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");

  private record Network(byte[] octets, int bits) {

    boolean contains(byte[] address) {
      if (address.length != octets.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if (((octets[bit / 8] ^ address[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * @param text addresses and networks, separated by commas; empty for none
   * @throws IllegalArgumentException with the one that is neither
   */
  public static TrustedProxies parse(String text) {
    List<Network> networks = new ArrayList<>();
    for (String part : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      String[] ends = part.strip().split("/", -1);
      if (ends.length > 2 || !isAddress(ends[0])) {
        throw new IllegalArgumentException(part.strip());
      }
      byte[] octets = octets(ends[0]);
      int all = octets.length * 8;
      int bits =
          ends.length == 1 ? all : ends[1].matches("[0-9]{1,3}") ? Integer.parseInt(ends[1]) : -1;
      if (bits < 0 || bits > all) {
        throw new IllegalArgumentException(part.strip());
      }
      networks.add(new Network(octets, bits));
    }
    return new TrustedProxies(List.copyOf(networks));
  }

  /** Whether it is an address, rather than a name that would have to be looked up. */
  public static boolean isAddress(String text) {
    if (V4.matcher(text).matches()) {
      return true;
    }
    try {
      return V6.matcher(text).matches() && InetAddress.getByName(text) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  public boolean contains(String address) {
    if (networks.isEmpty() || !isAddress(address)) {
      return false;
    }
    byte[] octets = octets(address);
    return networks.stream().anyMatch(n -> n.contains(octets));
  }

  private static byte[] octets(String address) {
    try {
      byte[] octets = InetAddress.getByName(address).getAddress();
      return Arrays.copyOf(octets, octets.length);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }
}
