package dev.culvert.control;

import java.util.List;

/**
 * What {@code up} leaves to the keeper.
 *
 * @param profile the profile's text, as it went up
 * @param keys what {@link LoginSide#unlockedKeys} gave; secret
 */
public record Handover(String profile, List<byte[]> keys) {
    public Handover {
        keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
        return "Handover[" + keys.size() + " keys]";
    }
}
