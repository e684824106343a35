package dev.culvert.ssh;

import dev.culvert.net.AlgorithmKind;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.SshConnector.Target;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.kex.KexProposalOption;
import org.jspecify.annotations.Nullable;

/** Names the cause of a connection that was not made. */
final class ConnectFailures {
    private static final List<KexProposalOption> NEGOTIATED = List.of(
            KexProposalOption.ALGORITHMS,
            KexProposalOption.SERVERKEYS,
            KexProposalOption.C2SENC,
            KexProposalOption.S2CENC,
            KexProposalOption.C2SMAC,
            KexProposalOption.S2CMAC,
            KexProposalOption.C2SCOMP,
            KexProposalOption.S2CCOMP);

    /** What sshd says in place of its identification (sshd.c, drop_connection; the second one before 9.8). */
    private static final List<String> PUT_OFF = List.of("Not allowed at this time", "Exceeded MaxStartups");

    private ConnectFailures() {}

    static Failure timedOut(String server, Duration timeout) {
        return Failure.of(FailureCause.CONNECT_TIMED_OUT, "server", server, "seconds", "" + timeout.toSeconds());
    }

    /** What the system said of a TCP connection. */
    static Failure unreachable(Login login, Duration timeout, @Nullable Throwable reason) {
        // where there is nothing, the connection was made, and ended before it was of any use
        return system(login.target().server(), timeout, reason).orElseGet(() -> notSsh(login));
    }

    /** What the system's own words mean; empty where they say nothing of the network. */
    static Optional<Failure> system(String server, Duration timeout, @Nullable Throwable reason) {
        for (Throwable t = reason; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (t instanceof SocketTimeoutException || message.contains("timed out") || message.contains("time-out")) {
                return Optional.of(timedOut(server, timeout));
            }
            if (t instanceof NoRouteToHostException
                    || message.contains("unreachable")
                    || message.contains("Cannot assign requested address")
                    || message.contains("No route to host")
                    || message.contains("Invalid argument")) {
                return Optional.of(Failure.of(FailureCause.NO_ROUTE_TO_SERVER, "server", server, "reason", message));
            }
            if (t instanceof ConnectException && message.contains("refused")) {
                return Optional.of(Failure.of(FailureCause.CONNECTION_REFUSED, "server", server));
            }
        }
        return Optional.empty();
    }

    /** The server took the connection and then said nothing for too long. */
    static Failure silent(Login login, Duration timeout) {
        Failure known = login.failure();
        if (known != null) {
            return known;
        }
        if (login.isIdentified() || login.strangeAnswer() == null) {
            return timedOut(login.target().server(), timeout);
        }
        return notSsh(login);
    }

    /** The connection ended, or the methods did, before the login was done. */
    static Failure login(Login login, @Nullable Throwable reason) {
        Failure known = login.failure();
        if (known != null) {
            return known;
        }
        if (!login.isIdentified()) {
            return notSsh(login);
        }
        String told = login.disconnectReason();
        if ((login.triedAny() && told != null) || exhausted(reason)) {
            return login.exhausted(told);
        }
        return Failure.of(
                FailureCause.CONNECTION_LOST,
                "server",
                login.target().server(),
                "reason",
                told != null ? told : reason == null ? "" : String.valueOf(reason.getMessage()));
    }

    /** Whether this may stand for an SSH_MSG_DISCONNECT of the server's. */
    static boolean mayBeDisconnect(@Nullable Throwable reason) {
        return reason instanceof SshException ssh && ssh.getDisconnectCode() > 0 && !exhausted(reason);
    }

    private static boolean exhausted(@Nullable Throwable reason) {
        for (Throwable t = reason; t != null; t = t.getCause()) {
            // RFC 4253 §11.1: SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, as MINA's user authentication ends
            if (t instanceof SshException ssh && ssh.getDisconnectCode() == 14) {
                return true;
            }
        }
        return false;
    }

    private static Failure notSsh(Login login) {
        String said = login.strangeAnswer();
        String answer = said == null ? "" : said;
        return Failure.of(
                PUT_OFF.contains(answer.strip()) ? FailureCause.CONNECTION_PUT_OFF : FailureCause.NOT_AN_SSH_SERVER,
                "server",
                login.target().server(),
                "answer",
                answer);
    }

    /** The first kind of algorithm that the two proposals share nothing of (RFC 4253 §7.1). */
    static Optional<Failure> noCommonAlgorithm(
            Target target, Map<KexProposalOption, String> ours, Map<KexProposalOption, String> theirs) {
        for (KexProposalOption kind : NEGOTIATED) {
            List<String> server = names(theirs, kind);
            if (names(ours, kind).stream().noneMatch(server::contains)) {
                return Optional.of(Failure.of(
                        FailureCause.NO_COMMON_ALGORITHM,
                        "server",
                        target.server(),
                        "kind",
                        kind.getDescription(),
                        "offered",
                        String.join(", ", server),
                        "option",
                        option(kind).map(AlgorithmKind::option).orElse(""),
                        "weak",
                        option(kind)
                                .map(each -> String.join(
                                        ",",
                                        each.weak().stream()
                                                .filter(server::contains)
                                                .toList()))
                                .orElse("")));
            }
        }
        return Optional.empty();
    }

    private static Optional<AlgorithmKind> option(KexProposalOption kind) {
        return switch (kind) {
            case ALGORITHMS -> Optional.of(AlgorithmKind.KEX);
            case SERVERKEYS -> Optional.of(AlgorithmKind.HOST_KEY);
            case C2SENC, S2CENC -> Optional.of(AlgorithmKind.CIPHER);
            case C2SMAC, S2CMAC -> Optional.of(AlgorithmKind.MAC);
            default -> Optional.empty();
        };
    }

    private static List<String> names(Map<KexProposalOption, String> proposal, KexProposalOption kind) {
        return Arrays.asList(proposal.getOrDefault(kind, "").split(","));
    }
}
