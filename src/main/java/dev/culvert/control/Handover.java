package dev.culvert.control;

/**
 * What {@code up} leaves to the keeper.
 *
 * @param profile the profile's text, as it went up
 * @param carried secret
 */
public record Handover(String profile, LoginSide.Carried carried) {
    @Override
    public String toString() {
        return "Handover[" + carried + "]";
    }
}
