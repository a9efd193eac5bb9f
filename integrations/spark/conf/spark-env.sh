# For master and workers that run little else: SPARK_CONF_DIR=…/conf, or these lines in the cluster's own spark-env.sh.
SPARK_DAEMON_MEMORY=256m
SPARK_DAEMON_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
# The short-lived Java that makes up each command line.
SPARK_LAUNCHER_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
