package dev.rota.access;

import java.net.InetAddress;

/** Tells the names of this machine to itself from all others, without asking anybody. */
final class Loopback {

    private Loopback() {}

    /**
     * Whether a host is {@code localhost}, in 127.0.0.0/8 or {@code ::1}. Other names are not looked up: what they stand
     * for is for others to say.
     *
     * @param host a name or address, with or without the brackets of a URL
     */
    static boolean includes(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.replaceFirst("^\\[(.*)]$", "$1")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
