#!/bin/bash
# Verifies a store of evidence with none of our code: bash, gzip and GNU coreutils (8.31 or newer), and openssl for the
# one step that hashes cannot do.
#
#   verify-with-coreutils.sh DIR [VKEY]
#
# Every object's SHA-256, each segment's lines, count and Merkle root, the order of each lane, the log's leaves and tiles,
# up to the root in the newest checkpoint, and with VKEY (the key that the log's keeper handed over) the signature under
# it.
# Exit codes: 0 all of it holds, 1 something does not (each thing that does not is named), 2 it cannot be told.
# What it cannot see is that the whole store is an older or another one: for that, checkpoints are kept elsewhere.
set -u -o pipefail
export LC_ALL=C

store=${1:-}
vkey=${2:-}
if [ ! -d "$store/checkpoints" ]; then
    echo "usage: $0 DIR [VKEY], where DIR has a log's checkpoint, checkpoints/, tile/ and segments/" >&2
    exit 2
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    printf 'FAIL %q: %s\n' "$1" "$2"
    failures=$((failures + 1))
}

sha256() {
    local out
    out=$(sha256sum <"$1") && printf '%s' "${out%% *}"
}

# The SHA-256 of each file of a directory, in the order of their names; few processes for many files.
hash_files() {
    (
        cd "$1" || exit 1
        shopt -s nullglob
        files=(*)
        for ((i = 0; i < ${#files[@]}; i += 5000)); do
            sha256sum -- "${files[@]:i:5000}" | cut -c 1-64
        done
    )
}

# The root of the leaf hashes in a file, one a line: neighbours are hashed as 0x01, left, right; the last of an odd
# number goes up as it is (RFC 6962, 2.1, says the same from above).
root_of() {
    local -a level=() next=()
    local i
    mapfile -t level <"$1"
    if [ "${#level[@]}" -eq 0 ]; then
        printf '' | sha256sum | cut -c 1-64
        return
    fi
    while [ "${#level[@]}" -gt 1 ]; do
        rm -rf "$work/nodes"
        mkdir "$work/nodes"
        for ((i = 0; i + 1 < ${#level[@]}; i += 2)); do
            printf '01%s%s' "${level[i]}" "${level[i + 1]}"
        done | tr a-f A-F | basenc --base16 -d | (cd "$work/nodes" && split -b 65 -a 6)
        mapfile -t next < <(hash_files "$work/nodes")
        if [ $((${#level[@]} % 2)) -eq 1 ]; then
            next+=("${level[${#level[@]} - 1]}")
        fi
        level=("${next[@]}")
    done
    printf '%s\n' "${level[0]}"
}

# tile_key LEVEL INDEX WIDTH: where a tile is.
tile_key() {
    local path rest=$(($2 / 1000))
    printf -v path '%03d' $(($2 % 1000))
    while [ "$rest" -gt 0 ]; do
        printf -v path 'x%03d/%s' $((rest % 1000)) "$path"
        rest=$((rest / 1000))
    done
    if [ "$3" -lt 256 ]; then path=$path.p/$3; fi
    printf 'tile/%s/%s' "$1" "$path"
}

# member NAME VARIABLE: the text of a member of $leaf, canonical JSON, in which a quote within a text has a backslash
# before it.
member() {
    local pattern="[{,]\"$1\":\"([^\"\\]*)\""
    if [[ $leaf =~ $pattern ]]; then printf -v "$2" '%s' "${BASH_REMATCH[1]}"; else printf -v "$2" ''; fi
}

# 1. The checkpoint: the newest one that is kept.
shopt -s nullglob
kept=("$store"/checkpoints/00[0-9]*.note)
if [ "${#kept[@]}" -eq 0 ]; then
    echo "there is no checkpoint in $store/checkpoints" >&2
    exit 2
fi
note=${kept[${#kept[@]} - 1]}
mapfile -t head < <(head -n 3 "$note")
origin=${head[0]:-}
size=${head[1]:-}
root=$(base64 -d <<<"${head[2]:-}" 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
if ! [[ $size =~ ^[1-9][0-9]{0,9}$ && $root =~ ^[0-9a-f]{64}$ ]]; then
    fail "${note#"$store"/}" "is no checkpoint of a log that has leaves"
    exit 1
fi
printf -v expected '%020d.note' "$size"
[ "${note##*/}" = "$expected" ] || fail "${note#"$store"/}" "is of size $size"
if ! [ "$(sha256 "$store/checkpoint" 2>/dev/null)" = "$(sha256 "$note")" ]; then
    fail checkpoint "is not the newest one, ${note##*/}; a crash leaves it one behind until the log is written again"
fi

# 2. The leaves, out of their bundles: two bytes of length before each.
mkdir "$work/leaves"
count=0
for ((bundle = 0; bundle * 256 < size; bundle++)); do
    width=$((size - bundle * 256 < 256 ? size - bundle * 256 : 256))
    key=$(tile_key entries "$bundle" "$width")
    if [ ! -f "$store/$key" ]; then
        fail "$key" "is gone"
        exit 1
    fi
    mapfile -t octets < <(od -An -v -tu1 -w1 "$store/$key")
    length=${#octets[@]}
    at=0
    in_bundle=0
    while [ $((at + 2)) -le "$length" ]; do
        bytes=$((octets[at] * 256 + octets[at + 1]))
        printf -v name '%09d' "$count"
        {
            printf '\0'
            dd if="$store/$key" bs=64K iflag=skip_bytes,count_bytes skip=$((at + 2)) count="$bytes" status=none
        } >"$work/leaves/$name"
        at=$((at + 2 + bytes))
        count=$((count + 1))
        in_bundle=$((in_bundle + 1))
    done
    if [ "$at" -ne "$length" ] || [ "$in_bundle" -ne "$width" ]; then
        fail "$key" "is no bundle of $width leaves"
        exit 1
    fi
done
hash_files "$work/leaves" >"$work/hashes.0"
if [ "$(root_of "$work/hashes.0")" != "$root" ]; then
    fail tile/entries "the leaves are not those of the root in ${note##*/} (LOG_ROOT_MISMATCH)"
fi

# 3. The hash tiles: 256 hashes each; the root of a full one is a hash of the level above.
for ((level = 0; ; level++)); do
    mapfile -t hashes <"$work/hashes.$level"
    [ "${#hashes[@]}" -gt 0 ] || break
    : >"$work/hashes.$((level + 1))"
    for ((tile = 0; tile * 256 < ${#hashes[@]}; tile++)); do
        group=("${hashes[@]:tile * 256:256}")
        key=$(tile_key "$level" "$tile" "${#group[@]}")
        if [ ! -f "$store/$key" ]; then
            fail "$key" "is gone"
        elif [ "$(od -An -v -tx1 "$store/$key" | tr -d ' \n')" != "$(printf '%s' "${group[@]}")" ]; then
            fail "$key" "has other hashes than those of the leaves (TILE_MISMATCH)"
        fi
        if [ "${#group[@]}" -eq 256 ]; then
            printf '%s\n' "${group[@]}" >"$work/group"
            root_of "$work/group" >>"$work/hashes.$((level + 1))"
        fi
    done
done

# 4. The segments that the leaves name, lane by lane.
mapfile -t hashes <"$work/hashes.0"
declare -A next_seq=() last_manifest=()
segments=0
lines_in_all=0

# segment: checks the one that $leaf is about.
segment() {
    local path object content merkle first last lane previous number=0 line said
    member path path
    if ! [[ $path =~ ^segments(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)+$ ]]; then
        fail "leaf $index" "names no file of segments/"
        return
    fi
    member first_seq first
    member last_seq last
    member prev_manifest previous
    [[ $leaf =~ \"lane\":([0-9]+) ]] && lane=${BASH_REMATCH[1]}
    if [ "$first" != "${next_seq[$lane]:-0}" ]; then
        fail "$path" "begins at $first, expected ${next_seq[$lane]:-0} (LANE_GAP)"
    fi
    if [ "$previous" != "${last_manifest[$lane]:-}" ]; then
        fail "$path" "does not follow the segment before it in its lane (LANE_CHAIN_BROKEN)"
    fi
    next_seq[$lane]=$((last + 1))
    last_manifest[$lane]=${hashes[index]}
    if [ ! -f "$store/$path" ]; then
        fail "$path" "is gone (SEGMENT_MISSING)"
        return
    fi
    object=$(sha256 "$store/$path")
    member object_sha256 said
    [ "$object" = "$said" ] || fail "$path" "has the SHA-256 $object, expected $said"
    zcat "$store/$path" >"$work/content" 2>/dev/null || fail "$path" "is no gzip file (SEGMENT_FORMAT)"
    content=$(sha256 "$work/content")
    member content_sha256 said
    [ "$content" = "$said" ] || fail "$path" "its lines have the SHA-256 $content, expected $said"
    rm -rf "$work/lines"
    mkdir "$work/lines"
    while IFS= read -r line; do
        printf -v name '%09d' "$number"
        printf '\0%s' "$line" >"$work/lines/$name"
        number=$((number + 1))
    done <"$work/content"
    member count said
    [ "$number" = "$said" ] || fail "$path" "has $number lines, expected $said (RECORD_COUNT)"
    hash_files "$work/lines" >"$work/line-hashes"
    merkle=$(root_of "$work/line-hashes")
    member merkle_root said
    [ "$merkle" = "$said" ] || fail "$path" "its lines have the root $merkle, expected $said (SEGMENT_ROOT_MISMATCH)"
    segments=$((segments + 1))
    lines_in_all=$((lines_in_all + number))
}

for ((index = 0; index < size; index++)); do
    printf -v name '%09d' "$index"
    { IFS= read -r -d '' _; IFS= read -r -d '' leaf; } <"$work/leaves/$name"
    member kind kind
    case $kind in
    segment) segment ;;
    epoch | key_rotation) ;;
    *) fail "leaf $index" "is of no known kind (LEAF_INVALID)" ;;
    esac
done

# 5. Objects that are named by their SHA-256.
for file in "$store"/rules/* "$store"/schemas/* "$store"/raw/*/*; do
    if [ "$(sha256 "$file")" != "${file##*/}" ]; then
        fail "${file#"$store"/}" "has another SHA-256 than its name (OBJECT_HASH_MISMATCH)"
    fi
done

# 6. The signature, which takes Ed25519.
signature="not checked: give the log's key as the second argument"
if [ -n "$vkey" ]; then
    name=${vkey%%+*}
    rest=${vkey#*+}
    id=${rest%%+*}
    key=$(base64 -d <<<"${rest#*+}" | od -An -v -tx1 | tr -d ' \n')
    if ! command -v openssl >/dev/null; then
        signature="not checked: openssl is not there"
    elif [ "$name" != "$origin" ] || [ "${#key}" -ne 66 ] || [ "${key:0:2}" != 01 ]; then
        fail "${note#"$store"/}" "is of log $(printf %q "$origin"), the key is of another or none"
    else
        printf '%s' "302a300506032b6570032100${key:2}" | tr a-f A-F | basenc --base16 -d >"$work/key.der"
        head -n 3 "$note" >"$work/text"
        signature="none of this key"
        while IFS=' ' read -r dash signer base64; do
            if [ "$dash" = $'\xe2\x80\x94' ] && [ "$signer" = "$name" ]; then
                base64 -d <<<"$base64" >"$work/signed" 2>/dev/null
                tail -c +5 "$work/signed" >"$work/signature"
                if [ "$(head -c 4 "$work/signed" | od -An -v -tx1 | tr -d ' \n')" = "$id" ] &&
                    openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin \
                        -in "$work/text" -sigfile "$work/signature" >/dev/null 2>&1; then
                    signature="good"
                fi
            fi
        done < <(tail -n +5 "$note")
        [ "$signature" = good ] || fail "${note#"$store"/}" "is not signed by the key (CHECKPOINT_SIGNATURE)"
    fi
fi

printf 'log %q: %s leaves, %s segments, %s lines, %s things wrong\n' \
    "$origin" "$size" "$segments" "$lines_in_all" "$failures"
printf 'checkpoint signature: %s\n' "$signature"
[ "$failures" -eq 0 ]
