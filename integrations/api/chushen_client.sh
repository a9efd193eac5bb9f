#!/bin/sh
# A client of `chushen api` with curl (7.71 or later).
#
#   export CHUSHEN_API=http://127.0.0.1:8090 CHUSHEN_TOKEN_FILE=/etc/chushen/token
#   chushen_client.sh document 身份证.jpg [id-card-portrait]
#   chushen_client.sh case 案件文件夹 [SECONDS]      # SECONDS: how long the server may take to answer at once
#   chushen_client.sh get ID
#   chushen_client.sh delete ID
#
# Prints the answer (JSON). Exit 0: answered; 2: refused or not reached, with the reason on stderr. curl waits for a busy server (429, 503) as its
# Retry-After says; the token is in no list of processes; a case has an Idempotency-Key, so it is not taken twice.
set -eu
api=${CHUSHEN_API:-http://127.0.0.1:8090}
patience=${CHUSHEN_PATIENCE:-600}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

fail() { printf 'error: %s\n' "$1" >&2; exit 2; }
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
# A text within the double quotes of a curl option.
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

token=${CHUSHEN_TOKEN:-}
if [ -n "${CHUSHEN_TOKEN_FILE:-}" ]; then token=$(head -n 1 "$CHUSHEN_TOKEN_FILE"); fi
(umask 077; printf 'header = "Authorization: Bearer %s"\n' "$(quoted "$token")" >"$tmp/config")

# ask CURL-ARGUMENTS: the answer is in $tmp/body, its status in $status.
ask() {
	status=$(curl --silent --show-error --config "$tmp/config" --retry 1000 --retry-max-time "$patience" --max-time "$patience" \
		--header 'Accept: application/json, application/problem+json' --header 'Expect:' \
		--dump-header "$tmp/head" --output "$tmp/body" --write-out '%{http_code}' "$@" 2>"$tmp/error") || fail "$(tail -n 1 "$tmp/error")"
	[ "$status" -lt 400 ] || fail "$status $(value code) $(value detail)"
}
# The text of a key of the answer's outermost object.
value() { tr -d '\n' <"$tmp/body" | sed -n "s/.*\"$1\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p"; }
after() { tr -d '\r' <"$tmp/head" | sed -n 's/^[Rr]etry-[Aa]fter:[[:space:]]*\([0-9][0-9]*\)$/\1/p' | tail -n 1; }

poll() {
	until=$(($(date +%s) + patience))
	while :; do
		ask "$api/v1/cases/$1"
		[ "$status" = 202 ] || return 0
		pause=$(after)
		[ "$(date +%s)" -lt "$until" ] || fail "the case is still $(value state) after $patience s"
		sleep "${pause:-2}"
	done
}

[ $# -ge 2 ] || usage
case $1 in
document)
	[ -f "$2" ] || fail "'$2' is no file"
	set -- "$2" "${3:-}"
	ask ${2:+--form-string "kind=$2"} --form "file=@\"$(quoted "$1")\"" "$api/v1/documents"
	;;
case)
	[ -f "$2/case.json" ] || fail "there is no case.json in '$2'"
	folder=$2 wait=${3:-0}
	(cd "$folder" && find . -type f ! -path ./case.json | LC_ALL=C sort) >"$tmp/files"
	while IFS= read -r file; do
		printf 'form = "file=@\\"%s\\";filename=\\"%s\\""\n' "$(quoted "$(quoted "$folder/${file#./}")")" "$(quoted "$(quoted "${file#./}")")"
	done <"$tmp/files" >>"$tmp/config.case"
	key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	target="$api/v1/cases"
	[ "$wait" = 0 ] || target="$target?wait=$wait"
	ask --header "Idempotency-Key: $key" --retry-all-errors --form "declaration=<\"$(quoted "$folder/case.json")\"" --config "$tmp/config.case" "$target"
	if [ "$status" = 202 ]; then poll "$(value id)"; fi
	;;
get) poll "$2" ;;
delete) ask --request DELETE "$api/v1/cases/$2" ;;
*) usage ;;
esac
cat "$tmp/body"
