/** What the probe tries on: facts of the pilot that the payload must not get at. */
export interface ProbeTargets {
  /** A secret that stands in a file, in the arguments and in the environment of a process of the pilot's. */
  readonly token: string;
  /** Only the pilot may read these; the first one holds the token. */
  readonly files: readonly string[];
  /** The process that carries the token. */
  readonly decoy: number;
  /** Namespaces of the pilot, as links of /proc name them. */
  readonly namespaces: { readonly pid: string; readonly net: string };
}

/**
 * The arguments of the probe, a shell script: every node and every image has a shell. It writes lines to standard
 * output, one for each thing that it could do. A file `control` with any content lies in its directory.
 */
export function probeArguments({ token, files, decoy, namespaces }: ProbeTargets): string[] {
  return ['-c', script, 'probe', token, String(decoy), namespaces.pid, namespaces.net, ...files];
}

/** Lasts so many twentieths of a second at most, should nothing kill it. */
const daemonBeats = 200;

const script = String.raw`
token=$1 decoy=$2 pid_namespace=$3 net_namespace=$4
shift 4
say() { printf '%s\n' "$*"; }

# What cannot be done to one's own does not prove anything about others.
cat control >/dev/null 2>&1 && say can read
[ -w control ] && say can write
grep -qsa "$token" "/proc/$$/cmdline" && say can search
ls "/proc/$$/fd/" >/dev/null 2>&1 && say can list
df -P -k . >/dev/null 2>&1 && say can measure

for file; do
  if [ -d "$file" ]; then [ -r "$file" ] && ls "$file" >/dev/null 2>&1 && say reads "$file"
  elif cat "$file" >/dev/null 2>&1; then say reads "$file"; fi
  [ -w "$file" ] && say writes "$file"
done

[ "$(readlink /proc/self/ns/pid)" = "$pid_namespace" ] && say shares pid
[ "$(readlink /proc/self/ns/net)" = "$net_namespace" ] && say shares net
[ -e /proc/self/ns/pid ] && [ -e /proc/self/ns/net ] && say sees namespaces
grep -qsa "$token" "/proc/$decoy/environ" && say reads environment
if grep -qsa "decoy-$token" "/proc/$decoy/cmdline"; then
  kill -0 "$decoy" 2>/dev/null && say signals decoy
  [ -r "/proc/$decoy/mem" ] && say reads memory
  ls "/proc/$decoy/fd/" >/dev/null 2>&1 && say reads descriptors
fi
# The brackets keep grep from finding itself.
grep -qsa "[d]ecoy-$token" /proc/[0-9]*/cmdline && say sees processes

grep -qs '^NoNewPrivs:[[:space:]]*1' /proc/self/status && say has no-new-privileges
if command -v unshare >/dev/null; then
  say has unshare
  unshare -U true 2>/dev/null && say makes namespaces
fi

while read -r line; do
  case $line in
    'Max processes'*) set -- $line; say limit processes "$4";;
    'Max file size'*) set -- $line; say limit file "$5";;
  esac
done </proc/self/limits
(
  ulimit -S -u 1 2>/dev/null || ulimit -S -p 1
  /bin/true
  say forks beyond limit
) 2>/dev/null
for directory in / /tmp /var/tmp /dev/shm /dev /run/lock /var/lock /dev/mqueue; do
  [ -d "$directory" ] && [ -w "$directory" ] || continue
  say space "$directory" "$(df -P -k "$directory" | { read -r line; read -r device blocks rest; echo "$blocks"; })"
done

# Small images have not all of these.
away=
command -v setsid >/dev/null && away=setsid
command -v env >/dev/null && away="$away env -i"
$away /bin/sh -c '
  ulimit -S -w unlimited 2>/dev/null || ulimit -S -x unlimited 2>/dev/null
  ulimit -S -m unlimited 2>/dev/null
  trap "" HUP INT TERM
  beats=0
  echo beat >daemon
  # It ends with its file, so that the sandbox can be removed.
  while [ $beats -lt ${daemonBeats} ] && [ -e daemon ]; do echo beat >>daemon; beats=$((beats + 1)); sleep 0.05; done
' "daemon-$token" </dev/null >/dev/null 2>&1 &
waited=0
while [ ! -s daemon ] && [ $waited -lt 1000 ]; do sleep 0.01; waited=$((waited + 1)); done
[ -s daemon ] && say left daemon
say done
`;
