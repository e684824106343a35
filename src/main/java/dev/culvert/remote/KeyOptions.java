package dev.culvert.remote;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What authorized_keys says of the key that logged in, as sshd tells its client (auth.c, auth_log_authopts):
 * {@code /home/ann/.ssh/authorized_keys:2: key options: command tun=3}.
 *
 * @param place file and line
 * @param forcedCommand whether it runs one command, whatever is asked for
 * @param unit the unit that {@code tunnel="n"} forces
 */
public record KeyOptions(String place, boolean forcedCommand, OptionalInt unit) {
    private static final Pattern TEXT = Pattern.compile("(\\S+:\\d+): key options:(.*)");
    private static final Pattern UNIT = Pattern.compile(" tun=(\\d{1,9})(?= |$)");

    /** Empty where the text is another. */
    public static Optional<KeyOptions> parse(String text) {
        Matcher whole = TEXT.matcher(text);
        if (!whole.matches()) {
            return Optional.empty();
        }
        String options = whole.group(2);
        Matcher unit = UNIT.matcher(options);
        return Optional.of(new KeyOptions(
                whole.group(1),
                (options + " ").contains(" command "),
                unit.find() ? OptionalInt.of(Integer.parseInt(unit.group(1))) : OptionalInt.empty()));
    }
}
