package dev.culvert.soak;

import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Echo requests through the tunnel, ten a second, and which came back when. */
final class PingLog implements AutoCloseable {
    /** Seconds between two requests. */
    static final double INTERVAL = 0.1;

    /** Seconds without an answer that a busy machine alone does not make. */
    private static final double PAUSE = 0.4;

    private static final Pattern ANSWER = Pattern.compile("\\[(\\d+\\.\\d+)] \\d+ bytes .* icmp_seq=(\\d+) ");

    private final Background ping;

    PingLog(Lab lab, String address) {
        ping = lab.client().start("ping", "-n", "-D", "-i", Double.toString(INTERVAL), address);
    }

    /** @param at seconds since the epoch */
    record Answer(double at, int sequence) {}

    /**
     * When answers came again after a pause.
     *
     * @param begun the pause ends after this, in seconds since the epoch
     * @param over and after this, when what made it was over
     */
    OptionalDouble pauseEnd(double begun, double over) {
        List<Answer> answers = answers();
        for (int i = 1; i < answers.size(); i++) {
            double at = answers.get(i).at();
            if (at > begun && at >= over && at - answers.get(i - 1).at() > PAUSE) {
                return OptionalDouble.of(at);
            }
        }
        return OptionalDouble.empty();
    }

    /** Requests sent since a moment that were not answered, up to the last one that was. */
    int lostSince(double moment) {
        IntSummaryStatistics answered = answers().stream()
                .filter(answer -> answer.at() >= moment)
                .mapToInt(Answer::sequence)
                .summaryStatistics();
        return answered.getCount() == 0 ? -1 : (int) (answered.getMax() - answered.getMin() + 1 - answered.getCount());
    }

    private List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        Matcher line = ANSWER.matcher(ping.out());
        while (line.find()) {
            answers.add(new Answer(Double.parseDouble(line.group(1)), Integer.parseInt(line.group(2))));
        }
        return answers;
    }

    @Override
    public void close() {
        ping.close();
    }
}
