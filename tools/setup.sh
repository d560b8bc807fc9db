#!/usr/bin/env bash
# Makes a fresh machine ready: checks Swift, installs what the build links (SQLite, libpq, Lua) and, with --tests, what the
# tests need (PostgreSQL, Chromium, Groovy, a Python virtual environment with the pinned clients). Harmless to repeat.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '==> %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

install_packages() {  # names of Debian packages
  command -v apt-get >/dev/null || die "please install $* with your system's package manager, then try again"
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "please install $* as root (apt-get install $*), then try again"
    sudo=(sudo)
  fi
  say "installing $*"
  "${sudo[@]}" apt-get update -qq || die "apt-get update failed; is the network there?"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || die "apt-get could not install $*"
}

check_swift() {
  command -v swift >/dev/null || die "Swift is missing; install 6.2 or later: https://www.swift.org/install"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] || die "'swift --version' tells no version; is the toolchain complete?"
  [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" = 6.2 ] || die "Swift $version is too old; 6.2 or later is needed"
  say "Swift $version is there"
}

# The libraries that the build links: SQLite and PostgreSQL for the core's store, Lua for scripts in mappings.
check_libraries() {
  [ "$(uname -s)" = Darwin ] && { command -v brew >/dev/null && brew install --quiet libpq lua pkgconf; return 0; }
  local missing=()
  [ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
  [ -e /usr/include/postgresql/libpq-fe.h ] || missing+=(libpq-dev)
  [ -e /usr/include/lua5.4/lua.h ] || missing+=(liblua5.4-dev)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
  say "SQLite, PostgreSQL's client and Lua are there"
}

make_virtual_environment() {
  local wanted=.venv/wanted.txt requirements=Tests/Conformance/requirements.txt
  if [ -x .venv/bin/python ] && cmp -s "$requirements" "$wanted"; then
    say "the official clients are there"
    return
  fi
  command -v python3 >/dev/null || install_packages python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || die "Python 3.10 or later is needed for the tests"
  python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
  say "installing the official clients into .venv"
  rm -rf .venv
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check -r "$requirements" \
    || die "pip could not install $requirements; is the network there?"
  cp "$requirements" "$wanted"
}

# A server for the tests of the store over PostgreSQL: they start one of their own from these programs.
check_postgresql() {
  if [ "$(uname -s)" = Darwin ]; then
    command -v initdb >/dev/null || { command -v brew >/dev/null && brew install --quiet postgresql@17; }
  elif ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    install_packages postgresql
  fi
  say "PostgreSQL's server is there"
}

# For the tests of scripts in Groovy.
check_groovy() {
  if [ "$(uname -s)" = Darwin ]; then
    command -v groovy >/dev/null || { command -v brew >/dev/null && brew install --quiet groovy; }
  elif ! command -v groovy >/dev/null; then
    install_packages default-jre-headless groovy
  fi
  say "Groovy is there"
}

# A browser for the tests of the core's page.
check_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
      say "a browser is there"
      return
    fi
  done
  if [ "$(uname -s)" = Darwin ]; then
    say "no Chromium is there: the tests of the page in a browser are skipped"
  else
    install_packages chromium
  fi
}

check_swift
check_libraries
case "${1:-}" in
  "") ;;
  --tests)
    check_postgresql
    check_groovy
    check_browser
    make_virtual_environment
    ;;
  *) die "unknown option '$1'; the only one is --tests" ;;
esac
