package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's {@code ip} (iproute2). Every method blocks until the process has ended, 10 seconds at most. */
public final class IpCommand implements IpTool {
    private static final Logger LOG = LoggerFactory.getLogger(IpCommand.class);
    private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");

    private final SystemTool tool;

    /** @throws TunnelException LOCAL_STEP_FAILED when there is no {@code ip} */
    public IpCommand() throws TunnelException {
        this(SystemTool.find("ip").orElseThrow(() -> SystemTool.failed("ip", "not found in " + SystemTool.places())));
    }

    IpCommand(SystemTool tool) {
        this.tool = tool;
    }

    @Override
    public BatchResult batch(List<String> lines) throws TunnelException {
        SystemTool.Output output = tool.run(List.of("-batch", "-"), String.join("\n", lines) + "\n");
        if (output.status() == 0) {
            return new BatchResult(lines.size(), "");
        }
        Matcher matcher = FAILED_LINE.matcher(output.err());
        int done = matcher.find() ? Integer.parseInt(matcher.group(1)) - 1 : 0;
        return new BatchResult(done, words(output));
    }

    @Override
    public void batchForced(List<String> lines) throws TunnelException {
        SystemTool.Output output = tool.run(List.of("-force", "-batch", "-"), String.join("\n", lines) + "\n");
        if (output.status() != 0) {
            LOG.debug("undo went past: {}", output.err());
        }
    }

    @Override
    public String query(String... arguments) throws TunnelException {
        SystemTool.Output output = tool.run(List.of(arguments), "");
        if (output.status() != 0) {
            throw SystemTool.failed("ip " + String.join(" ", arguments), words(output));
        }
        return output.out();
    }

    private static String words(SystemTool.Output output) {
        String words = output.err()
                .lines()
                .filter(line -> !FAILED_LINE.matcher(line).find())
                .map(line -> line.replaceFirst("^(RTNETLINK answers|Error): ", ""))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        return words.isEmpty() ? "status " + output.status() : words;
    }
}
