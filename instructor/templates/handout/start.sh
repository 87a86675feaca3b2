#!/bin/sh
# Opens the course: by a double-click, or by typing  sh @file@
# It runs "uv run start.py". Where there is no uv, it fetches one by the Python of this computer into the folder $own,
# which you may delete.
own="${XDG_DATA_HOME:-$HOME/.local/share}/@package@-start"
PATH="$PATH:$HOME/.local/bin:$HOME/.cargo/bin"
# Where a university or a virus scanner looks into what is fetched, this computer knows their certificate.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

stop() {
  printf '\n%s\n' "$1"
  if [ -t 0 ]; then
    printf '\n%s' @enter@
    read -r _
  fi
  exit 1
}

# macOS has a python3 that is none, and opens a window to say so.
is_python() {
  found="$(command -v "$1")" || return 1
  if [ "$found" = /usr/bin/python3 ] && [ "$(uname 2>/dev/null)" = Darwin ]; then
    xcode-select -p >/dev/null 2>&1 || return 1
  fi
  "$1" -c '@probe@' >/dev/null 2>&1
}

fetch() {
  for python in python3 python; do
    if is_python "$python"; then
      echo @fetching@
      "$python" -m venv "$own" && "$own/bin/python" -m pip install --quiet --disable-pip-version-check uv && return
      stop @offline@
    fi
  done
  stop @nothing_unix@
}

case "$0" in */*) cd "${0%/*}" || exit 1 ;; esac
[ -f start.py ] || stop @unpack@
if command -v uv >/dev/null; then
  uv=uv
else
  uv="$own/bin/uv"
  [ -x "$uv" ] || fetch
fi
echo @opening@
"$uv" run start.py "$@" || stop @failed@
