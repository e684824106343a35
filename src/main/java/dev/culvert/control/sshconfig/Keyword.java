package dev.culvert.control.sshconfig;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What ssh_config may say, and what may follow each word. Those of later versions of OpenSSH than the one here are known too, so that their users'
 * files are read.
 *
 * @param name as {@code ssh -G} prints it; aliases lead to the same
 */
record Keyword(String name, Form form, Map<String, String> choices) {
    /** What follows. */
    enum Form {
        /** Something that plays no part here; any words. */
        OTHER,
        CHOICE,
        NUMBER,
        TIME,
        PORT,
        WORD,
        /** A list of algorithms. */
        ALGORITHMS,
        /** Up to 32 words, or {@code none}. */
        WORDS,
        /** Words of which each line adds one. */
        ADDS,
        /** The rest of the line. */
        COMMAND,
        JUMP,
        AGENT,
        FORWARD,
        UNITS,
        REKEY,
        HOST,
        MATCH,
        INCLUDE
    }

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("challengeresponseauthentication", "kbdinteractiveauthentication"),
            Map.entry("skeyauthentication", "kbdinteractiveauthentication"),
            Map.entry("tisauthentication", "kbdinteractiveauthentication"),
            Map.entry("dsaauthentication", "pubkeyauthentication"),
            Map.entry("identityfile2", "identityfile"),
            Map.entry("keepalive", "tcpkeepalive"),
            Map.entry("smartcarddevice", "pkcs11provider"),
            Map.entry("pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"));

    private static final String YES_NO = "yes true=yes no false=no";

    private static final Map<String, Keyword> ALL = table();

    private static Map<String, Keyword> table() {
        Map<String, Keyword> table = new HashMap<>();
        put(table, Form.HOST, "host");
        put(table, Form.MATCH, "match");
        put(table, Form.INCLUDE, "include");
        put(
                table,
                Form.WORD,
                "hostname user hostkeyalias bindaddress bindinterface preferredauthentications revokedhostkeys pkcs11provider ignoreunknown"
                        + " tag");
        put(table, Form.PORT, "port");
        put(
                table,
                Form.NUMBER,
                "connectionattempts numberofpasswordprompts serveralivecountmax requiredrsasize canonicalizemaxdots");
        put(table, Form.TIME, "connecttimeout serveraliveinterval");
        put(
                table,
                Form.ALGORITHMS,
                "ciphers macs kexalgorithms hostkeyalgorithms pubkeyacceptedalgorithms casignaturealgorithms");
        put(table, Form.WORDS, "globalknownhostsfile userknownhostsfile canonicaldomains");
        put(table, Form.ADDS, "identityfile certificatefile");
        put(table, Form.COMMAND, "proxycommand knownhostscommand");
        put(table, Form.JUMP, "proxyjump");
        put(table, Form.AGENT, "identityagent");
        put(table, Form.FORWARD, "localforward remoteforward dynamicforward");
        put(table, Form.UNITS, "tunneldevice");
        put(table, Form.REKEY, "rekeylimit");
        choice(
                table,
                YES_NO,
                "passwordauthentication kbdinteractiveauthentication identitiesonly checkhostip hashknownhosts batchmode tcpkeepalive"
                        + " nohostauthenticationforlocalhost visualhostkey clearallforwardings canonicalizefallbacklocal gatewayports"
                        + " forwardx11 forwardx11trusted exitonforwardfailure hostbasedauthentication gssapiauthentication"
                        + " gssapidelegatecredentials gssapikeyexchange gssapitrustdns gssapirenewalforcesrekey enablesshkeysign"
                        + " permitlocalcommand stdinnull forkafterauthentication proxyusefdpass streamlocalbindunlink"
                        + " enableescapecommandline");
        choice(table, YES_NO + " unbound host-bound", "pubkeyauthentication");
        choice(table, YES_NO + " ask", "verifyhostkeydns updatehostkeys");
        choice(table, "yes true=yes no=off false=off off ask accept-new", "stricthostkeychecking");
        choice(table, "any inet inet6", "addressfamily");
        choice(table, YES_NO + " always", "canonicalizehostname");
        choice(table, "ethernet point-to-point yes=point-to-point true=point-to-point no false=no", "tunnel");
        choice(table, "yes no", "compression");
        choice(table, YES_NO + " auto ask autoask", "controlmaster");
        choice(table, YES_NO + " force auto", "requesttty");
        choice(table, "none subsystem default", "sessiontype");
        put(
                table,
                Form.OTHER,
                // obsolete and only noted
                "protocol cipher fallbacktorsh globalknownhostsfile2 rhostsauthentication userknownhostsfile2 useroaming usersh"
                        + " useprivilegedport afstokenpassing kerberosauthentication kerberostgtpassing rsaauthentication"
                        + " rhostsrsaauthentication compressionlevel"
                        // for sessions, of which a tunnel has none
                        + " forwardagent forwardx11timeout xauthlocation kbdinteractivedevices addkeystoagent permitremoteopen escapechar"
                        + " syslogfacility loglevel logverbose sendenv setenv controlpath controlpersist localcommand remotecommand"
                        + " ipqos canonicalizepermittedcnames streamlocalbindmask fingerprinthash hostbasedacceptedalgorithms"
                        + " hostbasedkeytypes securitykeyprovider gssapikexalgorithms gssapiclientidentity gssapiserveridentity"
                        // since 9.3
                        + " channeltimeout obscurekeystroketiming versionaddendum refuseconnection warnweakcrypto");
        return Map.copyOf(table);
    }

    private static void put(Map<String, Keyword> table, Form form, String names) {
        for (String name : names.split(" ", -1)) {
            table.put(name, new Keyword(name, form, Map.of()));
        }
    }

    private static void choice(Map<String, Keyword> table, String choices, String names) {
        Map<String, String> meanings = Arrays.stream(choices.split(" ", -1))
                .map(choice -> choice.split("=", -1))
                .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[parts.length - 1]));
        for (String name : names.split(" ", -1)) {
            table.put(name, new Keyword(name, Form.CHOICE, meanings));
        }
    }

    /** @param name in lower case */
    static Optional<Keyword> of(String name) {
        return Optional.ofNullable(ALL.get(ALIASES.getOrDefault(name, name)));
    }
}
