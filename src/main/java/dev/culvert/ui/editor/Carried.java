package dev.culvert.ui.editor;

import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.util.EnumMap;
import java.util.Map;

/** What this version carries out, as ProfileReader says of a profile that asks for it: so the editor never lags behind it. */
final class Carried {
    private static final Map<Field, String> SAMPLES = Map.of(
            Field.START, "\"login\"",
            Field.JUMP, "[\"bastion.example.org\"]",
            Field.SERVER_PROXY, "\"socks5://127.0.0.1:1080\"",
            Field.DNS_SERVERS, "[\"10.0.0.53\"]",
            Field.KILL_SWITCH, "true",
            Field.RECONNECT, "true");

    private final Map<Field, Boolean> fields = new EnumMap<>(Field.class);

    Carried() {
        SAMPLES.forEach((field, sample) -> fields.put(field, isCarriedOut(field, sample)));
    }

    boolean carriesOut(Field field) {
        Field asked = switch (field) {
            case DNS_DOMAINS -> Field.DNS_SERVERS;
            case RECONNECT_HOLD, RECONNECT_DELAY -> Field.RECONNECT;
            default -> field;
        };
        return fields.getOrDefault(asked, true);
    }

    /** @param mode as a profile names it */
    boolean carriesOutMode(String mode) {
        return isCarriedOut(Field.MODE, JsonEdit.quote(mode));
    }

    private static boolean isCarriedOut(Field field, String json) {
        JsonDocument plain = JsonDocument.parse("{\"name\":\"a\",\"mode\":\"tun\",\"server\":{\"host\":\"a\"}}")
                .orElseThrow();
        return ProfileReader.read(new JsonEdit(plain).with(field.path(), json))
                        instanceof ProfileReading.Valid(var profile, var notSupported)
                && notSupported.isEmpty();
    }
}
