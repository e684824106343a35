# Sourced by the commands beside it: sets JAVA_HOME to a JDK 25, or ends with one clear line.
is_jdk_25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null; }

find_jdk_25() {
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if is_jdk_25 "$home"; then echo "$home"; return; fi
  done
  java=$(command -v java) || return 0
  home=$(dirname "$(dirname "$(readlink -f "$java")")")
  if is_jdk_25 "$home"; then echo "$home"; fi
}

JAVA_HOME=$(find_jdk_25)
if [ -z "$JAVA_HOME" ]; then
  echo "Culvert needs a JDK 25: none in JAVA_HOME, /usr/lib/jvm or on PATH. Temurin has one: https://adoptium.net" >&2
  exit 70
fi
export JAVA_HOME
