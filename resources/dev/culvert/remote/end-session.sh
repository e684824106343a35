# Ends the sshd of an earlier connection, which holds the tunnel's device, and waits until the shell that undoes its server end is
# done. Set before: mark, shell (0: none), sshd, started; and session.sh.
LC_ALL=C
export LC_ALL

is_that_sshd() { is_sshd "$sshd" && [ "$(started "$sshd")" = "$started" ]; }

main() {
  if is_that_sshd; then
    kill "$sshd"
    tries=0
    while is_that_sshd || { [ "$shell" != 0 ] && is_alive "$shell"; }; do
      tries=$((tries + 1))
      if [ $tries = 20 ]; then is_that_sshd && kill -9 "$sshd"; fi
      [ $tries -lt 40 ] || break
      sleep 0.1 || sleep 1
    done
  fi
  is_that_sshd || printf '%s gone\n' "$mark"
}

main </dev/null 2>/dev/null
exit 0
