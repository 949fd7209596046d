#!/bin/sh
# Calls WorldModel with curl alone: one consumer, one decision, its delivery.
#
#     examples/curl/decide.sh http://127.0.0.1:5080 purchase-day-after c17 2025-12-31
#
# --retry sends the very same body again where the server is busy, not ready or out of reach, and waits as long as
# Retry-After asks: the request id makes that one decision, not two. Where the server asks for a key, it is taken from
# WORLDMODEL_KEY, and given to curl on its standard input: a list of processes shows arguments.
set -eu
[ $# -eq 4 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
url=${1%/} campaign=$2 consumer=$3 day=$4
request="$(date +%s)-$$"

post() {
  { [ -z "${WORLDMODEL_KEY:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$WORLDMODEL_KEY"; } |
  curl --config - --silent --show-error --fail-with-body --max-time 2 \
    --retry 5 --retry-connrefused --retry-max-time 20 --header 'Content-Type: application/json' --data "$2" "$url$1"
}

# The text of a field of a flat part of the answer: enough here, jq is better.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

post /v1/counterfactual "{\"consumers\":[\"$consumer\"],\"treatments\":[{\"name\":\"push\",\"actions\":{\"push\":1}}]}"
echo
answer=$(post /v1/decisions "{\"requestId\":\"$request\",\"campaign\":\"$campaign\",\"consumer\":\"$consumer\"}")
echo "$answer"
# The options name treatments too: the decision's own comes before them.
decided=${answer%%\"options\"*}
treatment=$(printf '%s\n' "$decided" | field treatment)
decision=$(printf '%s\n' "$decided" | field decisionId)
echo "decided: $treatment"
[ "$treatment" = none ] || post /v1/events \
  "[{\"id\":\"delivery-$decision\",\"consumer\":\"$consumer\",\"day\":\"$day\",\"kind\":\"delivery\",\
\"decision\":\"$decision\",\"status\":\"delivered\"}]"
