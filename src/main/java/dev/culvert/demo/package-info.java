/**
 * A tunnel to try without any set-up: the real client against an embedded server on this machine. May import net, profile, tun,
 * pipeline, ssh, network, server and control.words.
 */
@NullMarked
package dev.culvert.demo;

import org.jspecify.annotations.NullMarked;
