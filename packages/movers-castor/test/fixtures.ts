import { directoryStorage, type FakeTool, type FakeTools, fakeTools, tempDir } from '@panda-pilot/testkit';
import type { Mover, MoverDefinition } from '@panda-pilot/movers-core';
import type { MakeFixture } from '@panda-pilot/movers-core/conformance';
import { runCommand } from '@panda-pilot/timed-command';
import type { CastorOptions } from '../src/index.ts';

/** The mover with these programs instead of real ones. */
export async function fakeRfio(
  definition: MoverDefinition<CastorOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  settings: Partial<CastorOptions> = {},
): Promise<FakeTools & { readonly mover: Mover }> {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions(settings), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('RFIO asks no web server')),
    env: { PATH: fakes.directory },
  });
  return { ...fakes, mover };
}

/** RFIO over a directory: outputs, words and exit codes of 2011. */
export function rfioTools(root: string): Readonly<Record<string, FakeTool>> {
  const preamble = `set -u; PATH=/usr/bin:/bin
place() { case $1 in /castor | /castor/*) echo "${root}$1" ;; *) echo "$1" ;; esac; }
last=$(place "\${!#}"; echo .); last=\${last%??}
missing() { echo "\${!#}: No such file or directory" >&2; exit 1; }
`;
  return {
    rfcp: {
      script: `${preamble}from=$(place "$1"; echo .); from=\${from%??}
[ -f "$from" ] || { echo "$1: No such file or directory" >&2; exit 1; }
[ "$(stat -c %s "$from")" -lt 30000000 ] || sleep 0.4
cp "$from" "$last" || exit 1; echo "$(stat -c %s "$last") bytes in 0 seconds through local (in) and eth0 (out)"`,
    },
    rfmkdir: { script: `${preamble}mkdir -p "$last"` },
    rfdir: {
      script: `${preamble}[ -e "$last" ] || missing "$@"
echo "-rw-r--r--   1 pilot    atlas    $(stat -c %s "$last") Nov 22 21:00 \${!#}"`,
    },
    rfrm: { script: `${preamble}[ -e "$last" ] || missing "$@"; rm "$last"` },
    nsls: {
      script: `${preamble}[ -e "$last" ] || missing "$@"
sum=$(/usr/bin/python3 -c 'import sys,zlib;print("%x" % zlib.adler32(open(sys.argv[1],"rb").read()))' "$last")
echo "mrw-r--r--   1 pilot    atlas    $(stat -c %s "$last") Nov 22 21:00 AD $sum \${!#}"`,
    },
    stager_qry: { stdout: '/castor/file 1@castorns STAGED\n' },
  };
}

/** A storage that is a directory. */
export function rfioFixture(
  definition: MoverDefinition<CastorOptions>,
  settings: Partial<CastorOptions> = {},
): MakeFixture {
  return async () => {
    const root = await tempDir();
    const { mover } = await fakeRfio(definition, rfioTools(root), settings);
    return {
      mover,
      directory: await tempDir(),
      weaknesses: {
        refusedNames: ['hash#tag?query', 'semi;colon:colon,comma@at'],
        longTransferBytes: 30_000_000,
      },
      url: (name) => new URL(`srm://srm.example.org/castor/${name.split('/').map(encodeURIComponent).join('/')}`),
      ...directoryStorage(`${root}/castor`),
    };
  };
}
