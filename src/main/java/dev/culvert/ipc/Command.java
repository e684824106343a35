package dev.culvert.ipc;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says to the helper. The helper believes none of it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Command.Up.class, name = "up"),
    @JsonSubTypes.Type(value = Command.Down.class, name = "down"),
    @JsonSubTypes.Type(value = Command.DownAll.class, name = "down-all"),
    @JsonSubTypes.Type(value = Command.Leave.class, name = "leave"),
    @JsonSubTypes.Type(value = Command.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = Command.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Command.Plan.class, name = "plan"),
    @JsonSubTypes.Type(value = Command.Examine.class, name = "examine"),
    @JsonSubTypes.Type(value = Command.Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = Command.Adopt.class, name = "adopt"),
    @JsonSubTypes.Type(value = Command.Hurry.class, name = "hurry"),
    @JsonSubTypes.Type(value = Command.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = Command.Attach.class, name = "attach"),
})
public sealed interface Command {
    /** The protocol's version: helper and client must speak the same. */
    int PROTOCOL = 2;

    /** First on every connection. */
    record Hello(int protocol, String build) implements Command {}

    /**
     * Connect. Answered by {@link Event.State}s and, at the end, one {@link Event.Done} with this {@code request}.
     *
     * @param profile the profile's JSON text; the helper parses it again
     * @param login what the user's side can offer; questions go to the client that sent this, or that adopted the tunnel
     */
    record Up(long request, String profile, LoginOffer login) implements Command {}

    /** Disconnect, undo, and open the kill switch; for what is not up, too. */
    record Down(long request, String name) implements Command {}

    record DownAll(long request) implements Command {}

    /** As {@link Down}, but the kill switch stays closed: to connect again without a gap. */
    record Leave(long request, String name) implements Command {}

    /**
     * Opens a kill switch for so long; the kernel closes it again.
     *
     * @param minutes 0 to {@value #MAX_PAUSE}; 0 ends a pause
     */
    record Pause(long request, String name, int minutes) implements Command {
        public static final int MAX_PAUSE = 60;

        public Pause {
            if (minutes < 0 || minutes > MAX_PAUSE) {
                throw new IllegalArgumentException("a pause of " + minutes + " minutes");
            }
        }
    }

    /** Answered by one {@link Event.Snapshot}. */
    record Status(long request) implements Command {}

    /** What {@link Up} would change: connects and logs in, changes nothing. Answered by {@link Event.Planned}. */
    record Plan(long request, String profile, LoginOffer login) implements Command {}

    /**
     * Tries each step of {@link Up} and takes all back; a tunnel of this profile that is up is looked at instead. Answered by
     * {@link Event.Checked}s and one {@link Event.Done}, which has a failure only where nothing could be tried.
     */
    record Examine(long request, String profile, LoginOffer login) implements Command {}

    /** Turns the stream of states and, each second, statistics on. */
    record Watch(long request) implements Command {}

    /** From now on this client answers the tunnel's questions. The keeper says so. */
    record Adopt(long request, String name) implements Command {}

    /** Looks after every tunnel at once, those that are up and those that wait to be dialled again: this machine woke up. */
    record Hurry(long request) implements Command {}

    /**
     * In place of {@link Hello}: once this is answered by {@link Event.Done} with request 0, the connection carries no frames but the bytes
     * of the stream that {@link Event.NeedStream} asked for, both ways. What carries an unknown token ends at once.
     */
    record Attach(int protocol, String token) implements Command {}

    /** Answers a question; exactly one of the parts fits the question, all null means no. */
    record Answer(
            long question,
            byte @Nullable [] signature,
            @Nullable List<String> secrets,
            @Nullable Boolean trusted,
            dev.culvert.net.@Nullable Failure refusal)
            implements Command {}
}
