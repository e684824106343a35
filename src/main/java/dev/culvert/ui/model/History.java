package dev.culvert.ui.model;

/** Rates of the last hour, one sample a second, in bytes a second; NaN where there is none. */
public final class History {
    public static final int SECONDS = 3600;

    private final double[] down = new double[SECONDS];
    private final double[] up = new double[SECONDS];
    private long count;

    void add(double downRate, double upRate) {
        int at = (int) (count++ % SECONDS);
        down[at] = downRate;
        up[at] = upRate;
    }

    void clear() {
        count = 0;
    }

    /** How many samples there have been. */
    public long count() {
        return count;
    }

    /** @param age seconds ago, 0 the newest */
    public double down(int age) {
        return at(down, age);
    }

    /** @param age seconds ago, 0 the newest */
    public double up(int age) {
        return at(up, age);
    }

    private double at(double[] of, int age) {
        return age >= count || age >= SECONDS ? Double.NaN : of[(int) ((count - 1 - age) % SECONDS)];
    }
}
