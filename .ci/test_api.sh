#!/usr/bin/env bash
# Holds the API against its own OpenAPI document: schemathesis makes requests that fit it and requests that do not, and every answer
# must be one that the document names. PROGRAM: the program; VENV: where schemathesis is.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${PROGRAM:?}")
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
scopes=(--scope documents --scope cases:write --scope cases:read --scope cases:delete --scope metrics)
token=$("$program" api-token "$work/tokens.toml" test "${scopes[@]}")
"$program" api "$work/state" --listen 127.0.0.1:0 --tokens "$work/tokens.toml" --no-ocr --lang en \
	--rate 1000000 --max-waiting 1000000 >"$work/address" 2>"$work/log" &
server=$!
for _ in $(seq 100); do
	[ -s "$work/address" ] && break
	sleep 0.1
done
address=$(cat "$work/address")
venv=$(realpath "${VENV:?}")
(cd "$work" && "$venv"/bin/schemathesis run "${address}v1/openapi.json" -H "Authorization: Bearer $token" --seed 1 --max-examples "${EXAMPLES:-40}" \
	--no-color "$@")
kill -TERM "$server"
wait "$server"
if grep -v 'the server is open' "$work/log"; then
	echo "the server had something to say" >&2
	exit 1
fi
