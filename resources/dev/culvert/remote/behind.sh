# Tells which hosts the server has near it, or which of some answer it; changes nothing. Set before: mark, hosts (to ping, or
# nothing).
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL

say() { printf '%s %s\n' "$mark" "$*"; }

# gateways first, for they are always there
near() {
  for family in 4 6; do
    ip "-$family" route show table main | sed -n 's/.* via \([0-9a-fA-F.:]*\) .*/\1/p'
    ip "-$family" neigh show | grep -v -e FAILED -e INCOMPLETE | cut -d ' ' -f 1
  done | head -n 64 | while read -r host; do say near "$host"; done
}

main() {
  [ -n "$hosts" ] || near
  for host in $hosts; do
    ping -n -q -c 1 -W 1 "$host" >/dev/null && say answers "$host"
  done
  say end
}

main </dev/null 2>/dev/null
exit 0
