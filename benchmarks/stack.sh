# Sourced by the benchmarks: starts the embedded stack in a directory of its own and stops it again.
# shellcheck shell=sh

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=
supervisor=
measurement=
keep=no

fail() {
    printf '%s\n' "$1" >&2
    exit "${2:-1}"
}

# The launcher builds the rest of the stack.
build() {
    target=$home/benchmarks/target
    if [ -f "$target/class-path" ] && [ -f "$home/deploy/broker/target/class-path" ] &&
        [ -z "$(find "$home/benchmarks/src/main" "$home/benchmarks/pom.xml" "$home/lake/src/main" \
            "$home/maintenance/core/src/main" "$home/metrics-exporter/src/main" "$home/quality-checks/src/main" "$home/deploy/broker/src/main" -newer "$target/class-path" -type f | head -n 1)" ]; then
        return
    fi
    (cd "$home" && mvn -q -B -pl benchmarks,deploy/broker -am -DskipTests package) || fail 'Cannot build the benchmarks'
    touch "$target/class-path"
}

# Spark is no module of the build: nobody else should have to download it.
build_spark() {
    peer=$home/benchmarks/spark
    if [ -f "$peer/target/class-path" ] &&
        [ -z "$(find "$peer/src/main" "$peer/pom.xml" -newer "$peer/target/class-path" -type f | head -n 1)" ]; then
        return
    fi
    mvn -q -B -f "$peer/pom.xml" package || fail 'Cannot build the benchmark of Spark'
    touch "$peer/target/class-path"
}

# Prints the arguments of a JVM that runs a main class of Spark's benchmark.
spark_arguments() {
    peer_jar=$(find "$home/benchmarks/spark/target" -maxdepth 1 -name 'firn-benchmarks-spark-*.jar' | head -n 1)
    printf '%s\n' -Xmx3g --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
        --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
        -cp "$peer_jar:$(cat "$home/benchmarks/spark/target/class-path")" "io.firn.benchmarks.spark.$1"
}

# $1: a configuration; then further options of `firn up`.
start_stack() {
    configuration=$1
    shift
    "$home/firn" up --dir "$work/stack" --config "$configuration" "$@" >>"$work/up.log" 2>&1 &
    supervisor=$!
}

stop_stack() {
    [ -n "$supervisor" ] || return 0
    kill -TERM "$supervisor" 2>/dev/null
    wait "$supervisor"
    supervisor=
}

finish() {
    code=$?
    trap - EXIT INT TERM
    [ -z "$measurement" ] || kill "$measurement" 2>/dev/null
    stop_stack
    if [ "$keep" = yes ] || { [ "$code" -ne 0 ] && [ -f "$work/up.log" ]; }; then
        printf 'Logs and data are in %s\n' "$work" >&2
    elif [ -n "$work" ]; then
        rm -rf "$work"
    fi
    exit "$code"
}

prepare() {
    build
    work=$(mktemp -d "${TMPDIR:-/tmp}/firn-benchmark.XXXXXX") || exit 1
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Runs a main class of this module against the stack; in the background, since a trap waits for what is in front.
measure() {
    class=$1
    shift
    jar=$(find "$home/benchmarks/target" -maxdepth 1 -name 'firn-benchmarks-*.jar' | head -n 1)
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -XX:+UseSerialGC \
        -cp "$jar:$(cat "$home/benchmarks/target/class-path")" \
        "io.firn.benchmarks.$class" --dir "$work/stack" --supervisor "$supervisor" "$@" &
    measurement=$!
    wait "$measurement"
    code=$?
    measurement=
    return "$code"
}
