package dev.culvert.desktop;

/**
 * Draws the tray icon, as icons/icon-tray-*.svg hold it, on a grid of 16 units. Drawn and not scaled: edges lie on whole pixels at
 * every size, which keeps it sharp at 22 and 24, where panels have it.
 */
public final class TrayPicture {
    private static final int LIGHT = 0xFFFFFF;
    private static final int DARK = 0x17262A;

    private static final double UNITS = 16;
    /** Samples a pixel is judged by, each way. */
    private static final int SAMPLES = 8;

    private static final double FAINT = 0.5;

    private final int size;
    private final boolean[] faint;
    private final boolean[] full;

    private TrayPicture(int size) {
        this.size = size;
        int samples = size * SAMPLES;
        faint = new boolean[samples * samples];
        full = new boolean[samples * samples];
    }

    /**
     * @param size in pixels, width and height; 16 at least
     * @param frame which of the two pictures of BUSY, 0 or 1; the others have but one
     * @param isOnDark for a dark panel
     * @return pixels by rows, 0xAARRGGBB, not premultiplied
     */
    public static int[] argb(Tray.Icon icon, int frame, int size, boolean isOnDark) {
        TrayPicture picture = new TrayPicture(size);
        boolean[] arch = icon == Tray.Icon.ON ? picture.full : picture.faint;
        picture.road(arch);
        picture.arch(arch);
        switch (icon) {
            case OFF -> {}
            case BUSY -> {
                // Packets on their way: between the second picture and the first they come round again.
                picture.packet(frame == 0 ? 5 : 8);
                picture.packet(frame == 0 ? 11 : 14);
            }
            case ON -> {
                picture.packet(2);
                picture.packet(8);
                picture.packet(14);
            }
            case FAILED -> {
                picture.block(8, picture.pixel(8), picture.pixel(12));
                picture.packet(8);
            }
        }
        return picture.pixels(isOnDark ? LIGHT : DARK);
    }

    private void road(boolean[] layer) {
        int left = pixel(1);
        fill(layer, left, pixel(1), size - left, pixel(3), 0.375 * size / UNITS);
    }

    /** A half ring, and legs where rounding left a gap below it. */
    private void arch(boolean[] layer) {
        int left = pixel(1);
        int base = pixel(12);
        double outer = (size - 2.0 * left) / 2;
        double inner = (size - 2.0 * pixel(3)) / 2;
        double centre = Math.min(base, pixel(5) + outer);
        int samples = size * SAMPLES;
        for (int row = 0; row < samples; row++) {
            double y = (row + 0.5) / SAMPLES;
            for (int column = 0; column < samples && y < base; column++) {
                double x = Math.abs((column + 0.5) / SAMPLES - size / 2.0);
                double distance = y < centre ? Math.hypot(x, y - centre) : x;
                if (distance >= inner && distance <= outer) {
                    layer[row * samples + column] = true;
                }
            }
        }
    }

    private void packet(double centre) {
        block(centre, pixel(13), pixel(15));
    }

    /** Two units wide; what stands in the middle may begin on half a pixel, all else on a whole one. */
    private void block(double centre, double top, double bottom) {
        int width = pixel(2);
        double left = centre * size / UNITS - width / 2.0;
        if (centre < UNITS / 2) {
            left = Math.round(left);
        } else if (centre > UNITS / 2) {
            left = size - Math.round(size - left - width) - width;
        }
        fill(full, left, top, left + width, bottom, 0.25 * size / UNITS);
    }

    private void fill(boolean[] layer, double left, double top, double right, double bottom, double radius) {
        int samples = size * SAMPLES;
        for (int row = 0; row < samples; row++) {
            double y = (row + 0.5) / SAMPLES;
            for (int column = 0; column < samples; column++) {
                double x = (column + 0.5) / SAMPLES;
                double aside = Math.max(0, Math.max(left + radius - x, x - (right - radius)));
                double above = Math.max(0, Math.max(top + radius - y, y - (bottom - radius)));
                if (Math.hypot(aside, above) <= radius) {
                    layer[row * samples + column] = true;
                }
            }
        }
    }

    private int pixel(double units) {
        return (int) Math.round(units * size / UNITS);
    }

    private int[] pixels(int colour) {
        int[] pixels = new int[size * size];
        for (int at = 0; at < pixels.length; at++) {
            double cover = covered(full, at) + FAINT * covered(faint, at);
            pixels[at] = (int) Math.round(255 * Math.min(1, cover)) << 24 | colour;
        }
        return pixels;
    }

    private double covered(boolean[] layer, int pixel) {
        int samples = size * SAMPLES;
        int first = pixel / size * SAMPLES * samples + pixel % size * SAMPLES;
        int count = 0;
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < SAMPLES; column++) {
                count += layer[first + row * samples + column] ? 1 : 0;
            }
        }
        return (double) count / (SAMPLES * SAMPLES);
    }
}
