package dev.culvert.control;

/** How a front end stands with the helper. */
public sealed interface HelperHealth {
    /** None runs; one is started when a tunnel is asked for. */
    record Absent() implements HelperHealth {}

    /** @param privileges how it runs, in its own words */
    record Running(String privileges, long pid) implements HelperHealth {}

    /** It is there and says nothing: what is shown of its tunnels is old. */
    record Silent(long pid) implements HelperHealth {}

    /** What is there cannot be talked to. */
    record Unusable(dev.culvert.net.Failure why) implements HelperHealth {}
}
