/** Real machines in small: network namespaces with stock sshd in one, and the program's command line in the other. Needs root. */
@NullMarked
package dev.culvert.lab;

import org.jspecify.annotations.NullMarked;
