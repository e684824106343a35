package dev.culvert.ui.log;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of the log.
 *
 * @param number tells entries apart that say the same
 * @param time empty for a line that begins with none
 * @param source who wrote it; may be empty
 * @param text several lines where a stack trace follows
 */
record LogEntry(long number, Optional<Instant> time, Level level, String source, String text) {
    /** Characters of one entry; what is longer is cut. */
    static final int LONGEST = 64 * 1024;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** As logback.xml has it: {@code 2026-11-21T12:18:03.112Z INFO  HelperServer message}. */
    private static final Pattern LINE = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z) (TRACE|DEBUG|INFO|WARN|ERROR) +(\\S+) (.*)");

    /** How much it matters. */
    enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }

    static LogEntry parse(long number, String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            try {
                return new LogEntry(
                        number,
                        Optional.of(Instant.parse(matcher.group(1))),
                        level(matcher.group(2)),
                        matcher.group(3),
                        matcher.group(4));
            } catch (DateTimeParseException e) {
                // looks like a time and is none
            }
        }
        return new LogEntry(number, Optional.empty(), Level.INFO, "", line);
    }

    private static Level level(String name) {
        return switch (name) {
            case "ERROR" -> Level.ERROR;
            case "WARN" -> Level.WARNING;
            case "INFO" -> Level.INFO;
            default -> Level.DEBUG;
        };
    }

    LogEntry numbered(long now) {
        return new LogEntry(now, time, level, source, text);
    }

    /** Whether this belongs to the entry before: the lines of a stack trace have no time. */
    boolean continues() {
        return time.isEmpty();
    }

    LogEntry with(String lines) {
        return text.length() + lines.length() > LONGEST
                ? this
                : new LogEntry(number, time, level, source, text + "\n" + lines);
    }

    /** Time of day; empty when there is none. */
    String clock(ZoneId zone) {
        return time.map(at -> CLOCK.format(LocalTime.ofInstant(at, zone))).orElse("");
    }

    /**
     * Whether all of {@code lowerCaseWords} are in it.
     *
     * @param shown what is shown of the text, when that is not the text itself
     */
    boolean has(String[] lowerCaseWords, String shown) {
        String all = (level + " " + source + " " + (shown.equals(text) ? text : shown + " " + text))
                .toLowerCase(Locale.ROOT);
        for (String word : lowerCaseWords) {
            if (!all.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** As it is copied and saved. */
    String line() {
        return time.map(at -> at + " " + level + " " + source + " ").orElse("") + text;
    }
}
