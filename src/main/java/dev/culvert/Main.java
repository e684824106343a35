package dev.culvert;

/** Picks window, command line or helper. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(2);
    }
}
