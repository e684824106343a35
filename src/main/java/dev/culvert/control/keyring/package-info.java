/**
 * The system's keyring: Secret Service over D-Bus on Linux, macOS's Keychain, Windows' Credential Manager. May import control, dbus-java
 * and JNA. The last two are compiled, and have not been run so far: no such machine is among those that the tests run on.
 */
@NullMarked
package dev.culvert.control.keyring;

import org.jspecify.annotations.NullMarked;
