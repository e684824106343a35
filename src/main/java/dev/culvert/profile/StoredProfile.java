package dev.culvert.profile;

import java.nio.file.Path;

/**
 * A profile's file as it was read.
 *
 * @param name the one inside the file, which counts; the file's own where there is none to be read
 * @param text what the file holds
 * @param isWhole whether the text is the file's, byte for byte: only then may another replace it. Not so for a file that is too long,
 *     is not UTF-8, or cannot be read
 */
public record StoredProfile(Path file, String name, String text, ProfileReading reading, boolean isWhole) {}
