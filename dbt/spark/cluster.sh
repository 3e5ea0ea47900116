#!/usr/bin/env bash
# A standalone Spark cluster on loopback, one master and two workers of one core each, from PySpark's own jars.
# What does not belong here: a real cluster; docs/spark.md says how to reach one.
#
#   dbt/spark/cluster.sh start    start it and wait until both workers have registered
#   dbt/spark/cluster.sh stop     stop what `start` started
#
# COUNTY_WAREHOUSE_HOME says where logs and work folders lie; PYTHON names the interpreter that has pyspark.
set -euo pipefail

: "${COUNTY_WAREHOUSE_HOME:?请指明数据目录。/ Say where the home is.}"
PYTHON=${PYTHON:-python3}
PORT=${COUNTY_WAREHOUSE_SPARK_PORT:-7077}
WORKER_MEMORY=${COUNTY_WAREHOUSE_SPARK_WORKER_MEMORY:-2g}
FOLDER=$COUNTY_WAREHOUSE_HOME/spark/cluster
SPARK_HOME=$("$PYTHON" -c 'import importlib.util as u; print(u.find_spec("pyspark").submodule_search_locations[0])')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=${SPARK_DAEMON_MEMORY:-512m}

launch() { # name, class, arguments …
    local name=$1 class=$2
    shift 2
    nohup "$SPARK_HOME/bin/spark-class" "$class" "$@" >"$FOLDER/$name.log" 2>&1 </dev/null &
    echo $! >"$FOLDER/$name.pid"
}

wait_for() { # text, how often, what it means
    for _ in $(seq 240); do
        if [ "$(grep -c "$1" "$FOLDER/master.log")" -ge "$2" ]; then return; fi
        sleep 0.5
    done
    stop
    echo "$3；见 / see $FOLDER" >&2
    exit 1
}

start() {
    mkdir -p "$FOLDER"
    chmod 700 "$FOLDER"
    launch master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$PORT" --webui-port 0
    wait_for "I have been elected leader" 1 "主节点没有起来 / the master did not start"
    for worker in 1 2; do
        launch "worker$worker" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 --cores 1 \
            --memory "$WORKER_MEMORY" --work-dir "$FOLDER/work$worker" "spark://127.0.0.1:$PORT"
    done
    wait_for "Registering worker" 2 "工作节点没有都登记 / not both workers have registered"
    echo "spark://127.0.0.1:$PORT"
}

stop() {
    for pid in "$FOLDER"/*.pid; do
        if [ -e "$pid" ]; then
            kill "$(cat "$pid")" 2>/dev/null || true
            rm "$pid"
        fi
    done
}

case ${1:-} in
start) start ;;
stop) stop ;;
*)
    echo "用法 / usage: $0 start|stop" >&2
    exit 2
    ;;
esac
