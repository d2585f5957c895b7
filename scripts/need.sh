# To be sourced by bash scripts.
#   need WHAT:PACKAGE...    installs the Debian packages of what is missing, as root; WHAT is a command, or the path of a file (a pattern will do)
need() {
  local entry what missing=()
  for entry; do
    what=${entry%:*}
    case $what in
      /*) compgen -G "$what" >/dev/null ;;
      *) command -v "$what" >/dev/null ;;
    esac || missing+=("${entry##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "Missing: ${missing[*]}. Install them, or run this once as root." >&2
    exit 1
  fi
  echo "Installing ${missing[*]}" >&2
  (
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # No service of these packages is wanted running (policy-rc.d, invoke-rc.d(8)).
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
      printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
      chmod +x /usr/sbin/policy-rc.d
    fi
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
  )
}
