package dev.culvert.control.keys;

/** The picture of a fingerprint, as ssh-keygen -lv draws it ("drunken bishop", OpenSSH's sshkey.c, fingerprint_randomart). */
final class Randomart {
    private static final int WIDTH = 17;
    private static final int HEIGHT = 9;
    private static final String SYMBOLS = " .o+=*BOX@%&#/^SE";

    private Randomart() {}

    static String of(SshKey key) {
        SshKey plain = key.plain();
        int[][] field = new int[WIDTH][HEIGHT];
        int last = SYMBOLS.length() - 1;
        int x = WIDTH / 2;
        int y = HEIGHT / 2;
        for (byte each : plain.sha256()) {
            int input = each & 0xff;
            for (int step = 0; step < 4; step++) {
                x = Math.clamp(x + ((input & 1) != 0 ? 1 : -1), 0, WIDTH - 1);
                y = Math.clamp(y + ((input & 2) != 0 ? 1 : -1), 0, HEIGHT - 1);
                if (field[x][y] < last - 2) {
                    field[x][y]++;
                }
                input >>= 2;
            }
        }
        field[WIDTH / 2][HEIGHT / 2] = last - 1;
        field[x][y] = last;

        StringBuilder art = new StringBuilder();
        border(art, "[" + plain.shortName() + " " + plain.bits() + "]");
        for (int row = 0; row < HEIGHT; row++) {
            art.append('|');
            for (int column = 0; column < WIDTH; column++) {
                art.append(SYMBOLS.charAt(Math.min(field[column][row], last)));
            }
            art.append("|\n");
        }
        border(art, "[SHA256]");
        return art.toString();
    }

    private static void border(StringBuilder art, String title) {
        String text = title.length() > WIDTH ? title.substring(0, WIDTH) : title;
        int before = (WIDTH - text.length()) / 2;
        art.append('+')
                .append("-".repeat(before))
                .append(text)
                .append("-".repeat(WIDTH - before - text.length()))
                .append("+\n");
    }
}
