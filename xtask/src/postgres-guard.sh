# Keeps one PostgreSQL in a temporary folder until standard input closes: the parent holds the other end, so the
# server and its folder go however the parent ends. Arguments: folder of the programs, port, then server settings.
set -eu
programs=$1 port=$2
shift 2
dir=$(mktemp -d /tmp/florin-postgres.XXXXXX)
server=
finish() {
  # Immediate shutdown: the data is thrown away anyway.
  if [ -n "$server" ]; then kill -QUIT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

if ! "$programs/initdb" --pgdata="$dir/data" --username=florin --auth=trust --encoding=UTF8 --locale=C \
  --no-instructions >"$dir/log" 2>&1; then
  cat "$dir/log" >&2
  exit 1
fi
"$programs/postgres" -D "$dir/data" -k "$dir" -h 127.0.0.1 -p "$port" "$@" >"$dir/log" 2>&1 </dev/null &
server=$!
until "$programs/createdb" -h "$dir" -p "$port" -U florin florin >/dev/null 2>&1; do
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$dir/log" >&2
    exit 1
  fi
  sleep 0.05
done
echo ready
cat >/dev/null
