package dev.culvert.network;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.util.List;
import java.util.Optional;

/** The system's {@code nft}. Every method blocks until the process has ended, 10 seconds at most. */
final class NftCommand implements NftTool {
    private final SystemTool tool;

    /** @throws TunnelException NO_NFT when there is none */
    NftCommand() throws TunnelException {
        this(SystemTool.find("nft")
                .orElseThrow(() -> new TunnelException(FailureCause.NO_NFT, "places", SystemTool.places())));
    }

    NftCommand(SystemTool tool) {
        this.tool = tool;
    }

    @Override
    public void apply(String transaction) throws TunnelException {
        SystemTool.Output output = tool.run(List.of("-f", "-"), transaction);
        if (output.status() != 0) {
            throw SystemTool.failed("nft -f -", words(output));
        }
    }

    @Override
    public Optional<String> table(String name) throws TunnelException {
        SystemTool.Output output = tool.run(List.of("-j", "-a", "list", "table", "inet", name), "");
        if (output.status() == 0) {
            return Optional.of(output.out());
        }
        // ENOENT as the C library says it in the locale that SystemTool sets
        if (output.err().contains("No such file or directory")) {
            return Optional.empty();
        }
        throw SystemTool.failed("nft list table inet " + name, words(output));
    }

    /** The first error; what follows it shows the line again. */
    private static String words(SystemTool.Output output) {
        return output.err()
                .lines()
                .filter(line -> line.contains("Error: "))
                .findFirst()
                .map(line -> line.substring(line.indexOf("Error: ") + "Error: ".length()))
                .or(() -> output.err().lines().findFirst())
                .orElse("status " + output.status());
    }
}
