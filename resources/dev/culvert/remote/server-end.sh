# Sets one tunnel's device up and takes back what it changed: at the line "down", or when standard input ends, which it does
# however the connection ends. Set before: mark, fallback (a device name or nothing), forward_script; session.sh; and the
# function configure, made of calls of the functions here. Steps that are done already are left alone, and not taken back.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
step=0
undo=

say() { printf '%s %s\n' "$mark" "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }
pause() { sleep 0.1 2>/dev/null || sleep 1; }

# Later steps are taken back first. A step's undo is noted before the step is done, for a signal may come between; the undo
# of what was not done does nothing.
undo_with() {
  undo="$*
$undo"
}

take_back() {
  trap '' TERM
  eval "$undo" >/dev/null 2>&1 </dev/null
}

fail() {
  say fail "$step" "$(printf '%s' "$*" | head -n 1)"
  take_back
  exit 1
}

as_root() {
  case $root in
    user) "$@" ;;
    sudo) sudo -n "$@" ;;
    doas) doas -n "$@" ;;
    *) return 1 ;;
  esac
}

find_root() {
  if [ "$(id -u)" = 0 ]; then
    root=user
  elif has sudo && sudo -n true >/dev/null 2>&1 </dev/null; then
    root=sudo
  elif has doas && doas -n true >/dev/null 2>&1 </dev/null; then
    root=doas
  else
    root=none
  fi
}

change() {
  if [ "$root" = none ]; then
    say noroot "$dev"
    take_back
    exit 1
  fi
  words=$(as_root "$@" 2>&1 </dev/null) || fail "${words:-status $?}"
}

mtu() {
  was=$(cat "/sys/class/net/$dev/mtu")
  if [ "$was" != "$1" ]; then
    undo_with as_root ip link set dev "$dev" mtu "$was"
    change ip link set dev "$dev" mtu "$1"
  fi
}

address() {
  case "$(ip -o address show dev "$dev") " in
    *" $1 "*) ;;
    *)
      undo_with as_root ip address del "$1" dev "$dev"
      change ip address add "$1" dev "$dev"
      ;;
  esac
}

link_up() {
  if [ $(($(cat "/sys/class/net/$dev/flags") & 1)) = 0 ]; then
    undo_with as_root ip link set dev "$dev" down
    change ip link set dev "$dev" up
  fi
}

# route FAMILY PREFIX
route() {
  if [ -z "$(ip "-$1" route show "$2" dev "$dev")" ]; then
    undo_with as_root ip "-$1" route del "$2" dev "$dev"
    change ip "-$1" route add "$2" dev "$dev"
  fi
}

# forward FAMILY
forward() {
  undo_with "as_root sh -c \"\$forward_script\" culvert off $1 $dev $$"
  change sh -c "$forward_script" culvert on "$1" "$dev" "$$"
}

# masquerade FAMILY NETWORK...
masquerade() {
  case $1 in 4) family=ip tables=iptables ;; 6) family=ip6 tables=ip6tables ;; esac
  shift
  if has nft; then
    table="$family culvert_$dev"
    rules=
    for network; do
      rules="$rules $family saddr $network oifname != \"$dev\" masquerade;"
    done
    undo_with as_root nft delete table "$table"
    # an old table of this name is another connection's that was killed
    change nft "table $table; delete table $table;
      table $table { chain postrouting { type nat hook postrouting priority 100; $rules }; }"
  else
    for network; do
      rule="POSTROUTING -s $network ! -o $dev -m comment --comment culvert_$dev -j MASQUERADE"
      undo_with as_root "$tables" -t nat -D "$rule"
      # shellcheck disable=SC2086 # the rule is words
      as_root "$tables" -t nat -C $rule >/dev/null 2>&1 </dev/null || change "$tables" -t nat -A $rule
    done
  fi
}

# The login user's own commands do not inherit the signals ignored here.
as_user() (
  trap - HUP INT PIPE TERM
  exec sh -c "$1" </dev/null >&2
)

run() {
  as_user "$1" || fail "status $?"
}

device() {
  dev=${SSH_TUNNEL##*,}
  dev=${dev:-$fallback}
  case $dev in
    '' | . | .. | *[!A-Za-z0-9._-]*)
      say nodevice
      exit 1
      ;;
  esac
  if [ ! -e "/sys/class/net/$dev" ]; then
    say nodevice "$dev"
    exit 1
  fi
}

main() {
  trap '' HUP INT PIPE
  trap 'take_back; exit 1' TERM
  device
  is_sshd "$PPID" && say session "$$" "$PPID" "$(started "$PPID")"
  find_root
  # 0x0800: IFF_PERSIST; such a device stays when the connection goes
  persistent=$(($(cat "/sys/class/net/$dev/tun_flags" 2>/dev/null || echo 0) & 0x0800))
  configure
  say ok "$dev"
  while read -r word && [ "$word" != down ]; do :; done
  take_back
  say undone
  tries=0
  while [ "$persistent" = 0 ] && [ -e "/sys/class/net/$dev" ] && [ $tries -lt 100 ]; do
    pause
    tries=$((tries + 1))
  done
  [ "$persistent" = 0 ] && [ -e "/sys/class/net/$dev" ] || say gone
  exit 0
}
