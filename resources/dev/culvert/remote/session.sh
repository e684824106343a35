# When process $1 was started, in the kernel's ticks (proc_pid_stat(5), field 22).
started() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # shellcheck disable=SC2086 # the name before may hold anything, these are numbers
  set -- ${stat##*) }
  echo "${20}"
}

# Not what has ended and waits for its parent to look.
is_alive() {
  case $(cat "/proc/$1/stat" 2>/dev/null) in '' | *") Z "*) return 1 ;; esac
}

is_sshd() {
  is_alive "$1" || return 1
  case $(cat "/proc/$1/comm" 2>/dev/null) in sshd | sshd-session) ;; *) return 1 ;; esac
}
