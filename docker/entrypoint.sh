#!/bin/sh
# Reads the keys from a file where HEARKEN_KEYS_FILE names one, and makes that file on the first start. Then becomes the
# server, so that signals reach it.
set -eu

if [ -z "${HEARKEN_KEYS:-}" ] && [ -n "${HEARKEN_KEYS_FILE:-}" ]; then
  if [ ! -s "$HEARKEN_KEYS_FILE" ]; then
    fresh=$(mktemp "$HEARKEN_KEYS_FILE.XXXXXX")
    node -e "process.stdout.write(require('node:crypto').randomBytes(32).toString('base64'))" > "$fresh"
    # Of several servers that start at once, one wins and all read the same file.
    ln "$fresh" "$HEARKEN_KEYS_FILE" 2> /dev/null || true
    rm -f "$fresh"
  fi
  HEARKEN_KEYS=$(cat "$HEARKEN_KEYS_FILE")
  export HEARKEN_KEYS
fi

exec "$@"
