package dev.culvert.profile;

import java.nio.file.Path;

/**
 * A profile's file as it was read.
 *
 * @param name the one inside the file, which counts; the file's own where there is none to be read
 * @param text what the file holds
 */
public record StoredProfile(Path file, String name, String text, ProfileReading reading) {}
