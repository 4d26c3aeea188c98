#!/usr/bin/env bash
# What pages do while others export: 20 people open pages at a fixed rate, first alone, then beside
# two programs that change a project of 1,000 pekerjaan and fetch its whole package, without a pause.
#
#   make build && load/exports.sh
set -euo pipefail
takar=$(cd "$(dirname "$0")/.." && pwd)/bin/takar
directory=$(mktemp -d)
cd "$directory"
trap 'touch stop; kill "$server" 2>/dev/null || true; wait; rm -rf "$directory"' EXIT

password=$(head -c 12 /dev/urandom | base64)
projects=160,161,163,139,162
echo "$password" | "$takar" demo --size large --no-serve --data data --ids $projects --accounts 20 --password-stdin >/dev/null
for i in $(seq -w 1 20); do echo "user0$i@karya.example:$password"; done >accounts
token=$("$takar" token add --data data --email user001@karya.example --name ekspor --write --prices | grep '^tkr_')
TAKAR_LOGIN_LIMITS=off "$takar" serve --data data --listen 127.0.0.1:0 >said 2>log &
server=$!
until host=$(grep -o 'http://[0-9.:]*' said); do sleep 0.1; done

pages() {
  "$takar" loadtest --host "$host" --accounts accounts --projects $projects --mix browse --rate 40 --users 20 --duration "$1" --seed 1 2>/dev/null | grep '^Permintaan'
}

packages() {
  local address=$host/detail_project/api/project/$1 made=0
  while [ ! -e stop ]; do
    curl -fsS -o /dev/null -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
      -d "{\"markup_percent\": \"1$((made % 9)).5\"}" "$address/pricing/"
    curl -fsS -o package -H "Authorization: Bearer $token" "$address/export/paket/pdf/"
    made=$((made + 1))
    echo $made >"made.$1"
  done
}

pages 10s >/dev/null # what is kept is made
echo "alone:  $(pages 30s)"
packages 160 &
packages 161 &
echo "beside: $(pages 30s)"
echo "packages made: $(cat made.* | awk "{n += \$1} END {print n}")"
