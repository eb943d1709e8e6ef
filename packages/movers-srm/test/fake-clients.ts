import type { Mover, MoverDefinition } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, type FakeTool, type FakeTools, fakeTools, tempDir } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import type { SrmOptions } from '../src/index.ts';

export interface FakeClients extends FakeTools {
  readonly mover: Mover;
}

/** The mover with these programs instead of real ones. */
export async function fakeClients(
  definition: MoverDefinition<SrmOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  { settings = {}, env = {} }: { readonly settings?: Partial<SrmOptions>; readonly env?: Record<string, string> } = {},
): Promise<FakeClients> {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions(settings), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('no server')),
    env: { PATH: fakes.directory, ...env },
  });
  return { ...fakes, mover };
}

/** Reads `srm://…?SFN=/path` as a path below the storage; the words of refusal are those of SRM. */
const preamble = `set -u; PATH=/usr/bin:/bin; shopt -s extglob
surl=; local=
for word; do
  case $word in
    srm://*SFN=*) surl=$STORAGE/\${word#*SFN=/} ;;
    file:*) local=/\${word##file:*(/)} ;;
  esac
done
missing() { echo "[SE][Ls][SRM_INVALID_PATH] $1: No such file or directory" >&2; exit 1; }
exists() { echo "[SE][PrepareToPut][SRM_DUPLICATION_ERROR] $1: File exists" >&2; exit 1; }
move() { [ "$(stat -c %s -- "$1")" -lt 30000000 ] || sleep 0.4; cp -- "$1" "$2" || exit 1; }
`;

const copy = `${preamble}
if [ "\${!#}" = "\${!##srm:}" ]; then
  [ -f "$surl" ] || missing "$surl"; move "$surl" "$local"
else
  [ -e "$surl" ] && exists "$surl"; mkdir -p -- "$(dirname -- "$surl")"; move "$local" "$surl"
fi
`;

/** By the definition, since no program of Debian prints an adler32. */
const adler32 = `/usr/bin/python3 -c 'import sys,zlib;print("%08x" % zlib.adler32(open(sys.argv[1],"rb").read()))' "$surl"`;

/** lcg_util over a directory: its options, its output, its exit codes of 2011. */
export const lcgTools: Readonly<Record<string, FakeTool>> = {
  'lcg-cp': {
    script: `[ "$1" = -h ] && { echo "usage: lcg-cp [--connect-timeout timeout] src dest"; exit 0; }\n${copy}`,
  },
  'lcg-ls': {
    script: `${preamble}[ -e "$surl" ] || missing "$surl"
[ -d "$surl" ] && { echo "drwxrwxr-x   1     2     2      0          ONLINE $surl"; exit; }
printf '%s\\n\\t* Checksum: 00000000 (adler32)\\n' "-rw-r--r--   1     2     2 $(stat -c %s -- "$surl")             ONLINE $surl"`,
  },
  'lcg-get-checksum': {
    script: `${preamble}[ -f "$surl" ] || missing "$surl"\nprintf '%s\\t%s\\n' "$(${adler32})" "\${!#}"`,
  },
  'lcg-del': { script: `${preamble}[ -f "$surl" ] || missing "$surl"\nrm -- "$surl"` },
  'lcg-gt': {
    script: `${preamble}[ -f "$surl" ] || missing "$surl"\nprintf 'file://%s\\n%s\\n' "$surl" 3b6f-token`,
  },
  'lcg-sd': {},
};

/** dCache's client over a directory, as its book shows it. */
export const srmTools: Readonly<Record<string, FakeTool>> = {
  srmcp: { script: copy },
  srmls: {
    script: `${preamble}[ -e "$surl" ] || missing "$surl"
type=FILE; [ -d "$surl" ] && type=DIRECTORY
echo "  $(stat -c %s -- "$surl") \${surl#"$STORAGE"}"
echo "      locality:ONLINE"
[ -d "$surl" ] || { echo "      - Checksum value:  $(${adler32})"; echo "      - Checksum type:  adler32"; }
echo "      - Type:  $type"`,
  },
  srmrm: { script: `${preamble}[ -f "$surl" ] || missing "$surl"\nrm -- "$surl"` },
  'srm-get-space-tokens': { stdout: 'Space Reservation Tokens:\n1042\n' },
};

/** A directory that these programs take for a storage. */
export function fakeFixture(
  definition: MoverDefinition<SrmOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  weaknesses: MoverWeaknesses = {},
): MakeFixture {
  return async () => {
    const storage = await tempDir();
    const settings = { checksums: ['adler32'] } as const;
    const { mover } = await fakeClients(definition, tools, { settings, env: { STORAGE: storage } });
    return {
      mover,
      directory: await tempDir(),
      weaknesses: { refusedNames: ['ünïcode-日本.root', 'ünïcode'], longTransferBytes: 30_000_000, ...weaknesses },
      url: (name) => new URL(`srm://host:8443/srm/managerv2?SFN=/${name.split('/').map(encodeURIComponent).join('/')}`),
      ...directoryStorage(storage),
    };
  };
}
