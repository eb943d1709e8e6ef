import type { MoverDefinition, ToolOptions } from '@panda-pilot/movers-core';
import { describeMover, type MakeFixture, namesUnlike } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, type FakeTool, fakeTools, smallDisks, tempDir } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { dq2, rucio } from '../src/index.ts';

/** A catalogue and its only storage: a directory. Words and exit codes as the documentation of the clients has them. */
function clientsOf(root: string, incoming: string): Readonly<Record<string, FakeTool>> {
  const preamble = `set -u; PATH=/usr/bin:/bin
unknown() { echo 'Data identifier not found.' >&2; exit 4; }
slowly() { [ "$(stat -L -c %s -- "$1")" -lt 30000000 ] || sleep 0.4; cp -- "$1" "$2"; }
store() {
  [ ! -e "${root}/$(basename -- "$1")" ] || { echo 'FileReplicaAlreadyExists: File already exists on RSE' >&2; exit 1; }
  new=$(mktemp -p "${incoming}"); slowly "$1" "$new" || exit 1; mv -n -- "$new" "${root}/$(basename -- "$1")"
}
fetch() { [ -f "${root}/$1" ] || unknown; slowly "${root}/$1" "$2/$1" || exit 1; }
last=\${!#}; name=\${last#*:}
`;
  return {
    rucio: {
      script: `${preamble}
case "$1 \${2-}" in
  download*) fetch "$name" "$3" ;;
  upload*) store "$last" ;;
  'did remove') [ -f "${root}/$name" ] || unknown; rm -- "${root}/$name" ;;
  'did metadata')
    [ -f "${root}/$name" ] || unknown
    /usr/bin/python3 -c 'import sys, zlib, hashlib
text = open(sys.argv[1], "rb").read()
print("adler32: %x\\nbytes: %d\\nmd5: %s" % (zlib.adler32(text), len(text), hashlib.md5(text).hexdigest()))' "${root}/$name" ;;
esac`,
    },
    'dq2-get': {
      script: `${preamble}
while [ "$1" != -t ]; do case $1 in -f) name=$2 ;; -H) directory=$2 ;; esac; shift; done
[ -f "${root}/$name" ] || { echo "file $name not found"; exit 0; }
fetch "$name" "$directory"; echo Finished`,
    },
    'dq2-put': {
      script: `${preamble}
while [ "$1" != -s ]; do shift; done
store "$2/$4"; echo Finished`,
    },
  };
}

/** The schema of Rucio's names allows no others. */
const refusedNames = namesUnlike(/^\w[\w.+%-]*$/);

function fixtureOf(definition: MoverDefinition<ToolOptions>, tools: readonly string[]): MakeFixture {
  return async () => {
    const root = await tempDir();
    const clients = clientsOf(root, await tempDir());
    const chosen = Object.fromEntries(
      tools.flatMap((tool) => (clients[tool] === undefined ? [] : [[tool, clients[tool]]])),
    );
    const fakes = await fakeTools(chosen);
    const storage = directoryStorage(root);
    // Datasets are no directories: a file has one name.
    const flat = (name: string): string => name.replaceAll('/', '.');
    return {
      mover: definition.create(definition.parseOptions({}), {
        runCommand: (file, args, options) => runCommand(file, args, options),
        fetch: () => Promise.reject(new Error('no server')),
        env: { PATH: fakes.directory },
      }),
      directory: await tempDir(),
      weaknesses: { refusedNames, longTransferBytes: 30_000_000 },
      url: (name) => new URL(`rucio://RSE/test:${encodeURIComponent(flat(name))}`),
      plant: (name, content) => storage.plant(flat(name), content),
      read: (name) => storage.read(flat(name)),
      list: storage.list,
    };
  };
}

describeMover('rucio', fixtureOf(rucio, ['rucio']), smallDisks());
describeMover('dq2', fixtureOf(dq2, ['dq2-get', 'dq2-put', 'rucio']), smallDisks());
