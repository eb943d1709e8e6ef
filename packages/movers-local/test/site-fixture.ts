import { delimiter } from 'node:path';
import type { Mover, MoverDefinition } from '@panda-pilot/movers-core';
import { type FakeTool, type FakeTools, fakeTools } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import type { SiteOptions } from '../src/index.ts';

/** How a site asks a mounted storage: by coreutils. */
export const questions = {
  stat: ['stat', '--printf=%s', '--', '{path}'],
  remove: ['rm', '-f', '--', '{path}'],
  md5: ['md5sum', '--', '{path}'],
} as const;

/** A mover that calls these programs, and whatever else the machine has. */
export async function siteMover(
  definition: MoverDefinition<SiteOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  settings: Readonly<Record<string, unknown>> = questions,
): Promise<FakeTools & { readonly mover: Mover }> {
  const fakes = await fakeTools(tools);
  const mover = definition.create(definition.parseOptions(settings), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('no server')),
    env: { PATH: [fakes.directory, '/usr/bin', '/bin'].join(delimiter) },
  });
  return { ...fakes, mover };
}

/** Copies the last but one argument to the last, neither of which may be there in part; takes its time over what is long. */
export const copyLast = `set -- "\${@: -2}"
[ "$(stat -Lc %s -- "$1")" -lt 30000000 ] || sleep 0.4
[ ! -e "$2" ] || { echo "$2: File exists" >&2; exit 1; }
mkdir -p -- "$(dirname -- "$2")" && cp -- "$1" "$2" || exit 1`;

/** The same with the path in a file URL, as a site's script would find it. */
export const unescapeUrls = `args=()
for word in "$@"; do
  case $word in
    file://*) word=\${word#file://}; word=\${word//\\\\/\\\\\\\\}; printf -v word '%b' "\${word//%/\\\\x}";;
  esac
  args+=("$word")
done
set -- "\${args[@]}"
${copyLast}`;
