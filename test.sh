#!/usr/bin/env bash
# Runs the tests. ./test.sh runs all of them; ./test.sh --fast leaves out what needs programs other than dotnet and git.
# The last line is `N passed, N failed, N skipped` over all suites.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

small=(House.Tests Core.Tests Explain.Tests Storage.Tests)
last=(Conformance Portal.Tests)
case "${1:-}" in
  '') ;;
  --fast)
    export SALLYPORT_FAST_TESTS=1
    last=()
    ;;
  *) echo "usage: ./test.sh [--fast]" >&2; exit 2 ;;
esac

results=.build/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NO_COLOR=1

say() { printf '\n== %s\n' "$*"; }
need() { command -v "$1" >/dev/null || { echo "test.sh: '$1' is missing; $2" >&2; exit 1; }; }

prepare() {
  need dotnet "get the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0"
  install_packages git
  if [[ ${#last[@]} -eq 0 ]]; then return; fi
  install_packages curl jq nodejs:node npm rsync fish openssl libnss3-tools:certutil chromium
  install_packages podman runc slirp4netns uidmap:newuidmap netavark aardvark-dns iptables catatonit busybox-static:busybox
  install_node_modules tests/Conformance/node
  say "Azure CLI (Debian 13's for everything, Debian 12's as well)"
  eng/azure-cli
  eng/azure-cli --debian12
}

# What the lock file names, when it is not there already.
install_node_modules() {
  if [[ $1/node_modules/.package-lock.json -nt $1/package-lock.json ]]; then return; fi
  say "packages of $1"
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
}

# Debian packages that a bare machine may lack; `package:program` where the program has another name.
install_packages() {
  local missing=() PATH=$PATH:/usr/sbin:/usr/lib/podman:/usr/libexec/podman # not all are for users to call
  for package in "$@"; do command -v "${package#*:}" >/dev/null || missing+=("${package%:*}"); done
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  say "installing ${missing[*]}"
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "test.sh: please install: ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -q >/dev/null
  apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

build() {
  say "build"
  dotnet build Sallyport.slnx -c Release -v quiet --nologo
  rm -rf "$results"
  mkdir -p "$results"
  if [[ ${#last[@]} -eq 0 ]]; then return; fi
  say "the command, as users run it"
  ./sallyport --version
  export SALLYPORT_TEST_COMMAND=$PWD/.build/command/sallyport.dll
}

# A suite that crashes or runs nothing has failed, whatever its report says.
run() {
  say "$1"
  local report=$results/$1.xml status=0
  dotnet "tests/$1/bin/Release/net10.0/Sallyport.$1.dll" -noColor -xml "$report" || status=$?
  [[ -s $report ]] || echo "<assembly total=\"1\" passed=\"0\" failed=\"1\" skipped=\"0\" errors=\"0\">" >"$report"
  return "$status"
}

# Runs suites one after another; fails with the number of those that failed.
run_all() {
  local broken=0
  for suite in "$@"; do run "$suite" || broken=$((broken + 1)); done
  return "$broken"
}

# The small suites run beside the big one, which also waits for limits of time, in a process group of their own.
run_beside() {
  set -m
  run_all "${small[@]}" >"$results/small.log" 2>&1 &
  local beside=$! broken=0
  set +m
  # shellcheck disable=SC2064 # the number as it is now
  trap "kill -- -$beside 2>/dev/null || :" EXIT
  run Server.Tests || broken=1
  wait "$beside" || broken=$((broken + $?))
  trap - EXIT
  cat "$results/small.log"
  return "$broken"
}

# Adds up one attribute of the suites' reports.
sum() { sed -n "s/.*<assembly [^>]*\b$1=\"\([0-9]*\)\".*/\1/p" "$results"/*.xml | awk '{ total += $1 } END { print total + 0 }'; }

prepare
build
broken=0
run_beside || broken=$?
run_all "${last[@]}" || broken=$((broken + $?))

passed=$(sum passed) failed=$(($(sum failed) + $(sum errors))) skipped=$(sum skipped)
# CI has every tool: what is skipped there was not tested.
if [[ ${CI:-} == true && $skipped -gt 0 ]]; then broken=$((broken + 1)); fi
if [[ $broken -gt 0 && $failed -eq 0 ]]; then failed=$broken; fi
if [[ $passed -eq 0 ]]; then failed=$((failed + 1)); fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[[ $failed -eq 0 ]]
