# Tells what the login user can see of this server; changes nothing. Set before: mark.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL

say() { printf '%s %s\n' "$mark" "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

# A user's name by number.
name_of() {
  name=$({ getent passwd "$1" || grep "^[^:]*:[^:]*:$1:" /etc/passwd; } | head -n 1 | cut -d : -f 1)
  echo "${name:--}"
}

# device NAME OWNER FLAGS OWNER'S-NAME CARRIER: a device that is up has a carrier while somebody has it open
device() {
  owner=$(cat "$1/owner")
  owner_name=-
  [ "$owner" -lt 0 ] || owner_name=$(name_of "$owner")
  carrier=$(cat "$1/carrier")
  say device "${1##*/}" "$owner" "$(cat "$1/tun_flags")" "$owner_name" "${carrier:-0}"
}

addresses() {
  ip -o address show | while read -r _ dev family address _; do
    case $family in inet | inet6) say address "$dev" "$address" ;; esac
  done
}

routes() {
  while read -r first second _; do
    case $first in
      default | '') ;;
      *.*.*.* | *:*) say route "$first" ;;
      *) say route "$second" ;;
    esac
  done
}

main() {
  uid=$(id -u)
  say uid "$uid"
  say user "$(id -un)"
  say system "$(uname -s)"
  [ -e /dev/net/tun ] && say tun-node
  for dir in /sys/class/net/*; do
    [ -e "$dir/tun_flags" ] && device "$dir"
  done
  [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] && say forward 4
  [ "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1 ] && say forward 6
  [ "$(cat /proc/sys/net/ipv6/conf/all/disable_ipv6)" = 0 ] && say ipv6
  for tool in ip ifconfig sudo doas nft iptables ip6tables; do
    has "$tool" && say tool "$tool"
  done
  if [ "$uid" = 0 ]; then
    say root user
    capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    # bit 12: CAP_NET_ADMIN, which a container's root may lack
    [ -n "$capabilities" ] && [ $((0x$capabilities & 0x1000)) = 0 ] && say no-net-admin
  elif has sudo && sudo -n true; then
    say root sudo
  elif has doas && doas -n true; then
    say root doas
  fi
  if has ip; then
    addresses
    ip -4 route show table main | routes
    ip -6 route show table main | routes
  fi
  say end
}

main </dev/null 2>/dev/null
exit 0
