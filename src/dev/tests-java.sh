# Sourced by the commands beside it: runs a program that lives with the tests.
. "$top/src/dev/jdk.sh"
PATH=$PATH:/usr/sbin:/sbin

run_test_program() {
  [ "$(id -u)" -eq 0 ] || { echo "$(basename "$0") needs root: it makes network namespaces." >&2; exit 9; }
  log=$top/target/build.log
  mkdir -p "$top/target"
  (cd "$top" && mvn -q -B -ntp test-compile dependency:build-classpath -Dmdep.includeScope=test -DexcludeGroupIds=org.openjfx -Dmdep.outputFile=target/test-classpath >"$log" 2>&1) \
    || { grep -v '^WARNING' "$log" >&2; exit 70; }
  exec "$JAVA_HOME/bin/java" -Dbasedir="$top" -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED \
    -cp "$top/target/test-classes:$top/target/classes:$(cat "$top/target/test-classpath")" "$@"
}
