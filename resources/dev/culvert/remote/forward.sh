# forward.sh on|off FAMILY DEVICE PID, as root: lets the kernel forward packets while at least one tunnel needs it, and puts the
# settings back after the last. A tunnel is known by its device and the process that configured it; those that were killed do
# not count. What was there before is in saved4 and saved6: lines of "path value". Each network namespace has its own settings.
action=$1 family=$2 dev=$3 pid=$4
namespace=$(readlink /proc/self/ns/net | tr -cd 0-9)
run=/run
[ -d "$run" ] || run=/var/run
state=$run/culvert-server/${namespace:-0}

if [ "$family" = 4 ]; then
  all=/proc/sys/net/ipv4/ip_forward conf=/proc/sys/net/ipv4/conf
else
  all=/proc/sys/net/ipv6/conf/all/forwarding conf=/proc/sys/net/ipv6/conf
fi
saved=$state/saved$family

lock() {
  tries=0
  until mkdir "$state/lock" 2>/dev/null; do
    holder=$(cat "$state/lock/pid" 2>/dev/null)
    tries=$((tries + 1))
    if { [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; } || [ $tries -gt 100 ]; then
      rm -rf "$state/lock"
    else
      sleep 0.1 2>/dev/null || sleep 1
    fi
    mkdir -p "$state" || exit 1
  done
  echo $$ >"$state/lock/pid"
}

drop_dead() {
  for use in "$state/use$family".*; do
    [ -e "$use" ] || continue
    if ! kill -0 "${use##*.}" 2>/dev/null || [ ! -e "/sys/class/net/$(cat "$use")" ]; then
      rm -f "$use"
    fi
  done
}

used() {
  for use in "$state/use$family".*; do
    [ -e "$use" ] && return 0
  done
  return 1
}

# The global switch sets each interface's, and some of those may have been on; it turns redirects over too (ip-sysctl).
save() {
  echo "$all 0"
  [ "$family" = 4 ] && echo "$conf/all/accept_redirects $(cat "$conf/all/accept_redirects")"
  for one in "$conf"/*/forwarding; do
    [ "$one" = "$conf/all/forwarding" ] || [ "$(cat "$one")" = 0 ] || echo "$one 1"
  done
  [ "$family" = 6 ] || return 0
  # a forwarding host drops the default route it was told by a router, unless accept_ra is 2
  for one in "$conf"/*/accept_ra; do
    [ "$(cat "$one")" = 1 ] && echo "$one 1"
  done
  return 0
}

switch_on() {
  save >"$saved.new" && mv "$saved.new" "$saved" || return 1
  while read -r path value; do
    case $path in */accept_ra) echo 2 >"$path" ;; esac
  done <"$saved"
  echo 1 >"$all"
}

switch_back() {
  while read -r path value; do
    # an interface may have gone since
    [ -e "$path" ] && echo "$value" >"$path"
  done <"$saved"
  rm -f "$saved"
}

umask 077
mkdir -p "$state" || exit 1
lock
trap 'rm -rf "$state/lock"; rmdir "$state" "$run/culvert-server" 2>/dev/null' EXIT
status=0
drop_dead
if [ "$action" = on ]; then
  if [ "$(cat "$all")" = 0 ]; then
    switch_on || status=1
  fi
  echo "$dev" >"$state/use$family.$pid"
else
  rm -f "$state/use$family.$pid"
  if ! used && [ -e "$saved" ]; then
    switch_back
  fi
fi
exit $status
