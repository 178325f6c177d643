#!/bin/sh
# Signs fixed requests with nothing but the openssl command line and writes them as JSON to standard output.
# The private keys live in a temporary directory and are thrown away.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
body='{"hello": "world"}'
inbox=https://stadt.example/ap/rathaus/inbox?a=1
now=1618884473
date='Tue, 20 Apr 2021 02:07:53 GMT'
sha256=$(printf %s "$body" | openssl dgst -sha256 -binary | base64 -w0)
sha512=$(printf %s "$body" | openssl dgst -sha512 -binary | base64 -w0)
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa.pem" 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$work/ed25519.pem"
spki=$(openssl pkey -in "$work/rsa.pem" -pubout)
pkcs1=$(openssl rsa -in "$work/rsa.pem" -RSAPublicKey_out 2>/dev/null)
ed25519=$(openssl pkey -in "$work/ed25519.pem" -pubout)

rsa() { printf %s "$2" | openssl dgst "-$1" -sign "$work/rsa.pem" | base64 -w0; }
ed() { printf %s "$1" >"$work/text"; openssl pkeyutl -sign -rawin -in "$work/text" -inkey "$work/ed25519.pem" | base64 -w0; }
# case NAME METHOD BODY KEY HEADER…: one JSON object
case_() {
    name=$1 method=$2 text=$3 key=$4
    shift 4
    jq -cn --arg name "$name" --arg method "$method" --arg url "$inbox" --arg body "$text" --arg key "$key" \
        --argjson now "$now" '{name: $name, method: $method, url: $url, now: $now, body: $body, key: $key,
        headers: ($ARGS.positional | map(index(": ") as $i | [.[:$i], .[$i+2:]]))}' --args \
        "host: stadt.example" "date: $date" "content-type: application/activity+json" "$@"
}
key_id=https://peer.example/users/anna#main-key
cavage="(request-target): post /ap/rathaus/inbox?a=1
host: stadt.example
date: $date
digest: SHA-256=$sha256
content-type: application/activity+json"
list='(request-target) host date digest content-type'
created="(request-target): post /ap/rathaus/inbox?a=1
(created): $now
(expires): $((now + 300))
host: stadt.example
digest: SHA-256=$sha256"
get="(request-target): get /ap/rathaus/inbox?a=1
host: stadt.example
date: $date"
short="(request-target): get /ap/rathaus/inbox
host: stadt.example
date: $date"
params="(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"content-type\");created=$now;keyid=\"$key_id\""
base="\"@method\": POST
\"@authority\": stadt.example
\"@path\": /ap/rathaus/inbox
\"@query\": ?a=1
\"content-digest\": sha-512=:$sha512:
\"content-type\": application/activity+json
\"@signature-params\": $params"
{
    case_ 'cavage rsa-sha256' POST "$body" "$spki" "digest: SHA-256=$sha256" \
        "signature: keyId=\"$key_id\",algorithm=\"rsa-sha256\",headers=\"$list\",signature=\"$(rsa sha256 "$cavage")\""
    case_ 'cavage, no algorithm, blanks after commas, other order, PKCS#1 key' POST "$body" "$pkcs1" "digest: SHA-256=$sha256" \
        "signature: signature=\"$(rsa sha256 "$cavage")\", headers=\"$list\", keyId=\"$key_id\""
    case_ 'cavage hs2019, created and expires unquoted' POST "$body" "$spki" "digest: SHA-256=$sha256" \
        "signature: keyId=\"$key_id\",algorithm=\"hs2019\",created=$now,expires=$((now + 300)),headers=\"(request-target) (created) (expires) host digest\",signature=\"$(rsa sha256 "$created")\""
    case_ 'cavage hs2019 with SHA-512' POST "$body" "$spki" "digest: SHA-256=$sha256" \
        "signature: keyId=\"$key_id\",algorithm=\"hs2019\",headers=\"$list\",signature=\"$(rsa sha512 "$cavage")\""
    case_ 'cavage hs2019 with Ed25519' POST "$body" "$ed25519" "digest: SHA-256=$sha256" \
        "signature: keyId=\"$key_id\",algorithm=\"hs2019\",headers=\"$list\",signature=\"$(ed "$cavage")\""
    case_ 'cavage GET in Authorization, upper-case names' GET '' "$spki" \
        "authorization: Signature keyId=\"$key_id\",headers=\"(request-target) Host Date\",signature=\"$(rsa sha256 "$get")\""
    case_ 'cavage GET signed without its query' GET '' "$spki" \
        "signature: keyId=\"$key_id\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"$(rsa sha256 "$short")\""
    case_ 'RFC 9421 path and query, sha-512, no alg' POST "$body" "$spki" "content-digest: sha-512=:$sha512:" \
        "signature-input: x=$params" "signature: x=:$(rsa sha256 "$base"):"
    case_ 'RFC 9421 Ed25519' POST "$body" "$ed25519" "content-digest: sha-512=:$sha512:" \
        "signature-input: x=$params;alg=\"ed25519\"" "signature: x=:$(ed "$base;alg=\"ed25519\""):"
} | jq -s .
