package dev.culvert.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers whose identification line tells of a fault. */
public final class KnownServers {
    private static final Pattern FREEBSD = Pattern.compile("OpenSSH_(\\d+)\\.(\\d+)\\S* FreeBSD-");

    private KnownServers() {}

    /** FreeBSD's sshd before 10.1 ends at the first IPv6 packet it is to write to its tun. */
    public static boolean endsAtIpv6(String banner) {
        Matcher matcher = FREEBSD.matcher(banner);
        if (!matcher.find()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major < 10 || (major == 10 && matcher.group(2).equals("0"));
    }
}
