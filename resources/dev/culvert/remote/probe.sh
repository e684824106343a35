# Tells what the login user can see of this server; changes nothing. Set before: mark.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL

say() { printf '%s %s\n' "$mark" "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

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
    [ -e "$dir/tun_flags" ] && say device "${dir##*/}" "$(cat "$dir/owner")" "$(cat "$dir/tun_flags")"
  done
  [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] && say forward 4
  [ "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1 ] && say forward 6
  [ "$(cat /proc/sys/net/ipv6/conf/all/disable_ipv6)" = 0 ] && say ipv6
  for tool in ip ifconfig sudo doas nft iptables ip6tables; do
    has "$tool" && say tool "$tool"
  done
  if [ "$uid" = 0 ]; then
    say root user
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
