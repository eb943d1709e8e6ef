import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from './temp-dir.ts';

/** What a fake program does: runs its script, prints, and ends. */
export interface FakeTool {
  readonly stdout?: string;
  readonly stderr?: string;
  /** 0 when left out. */
  readonly exitCode?: number;
  /** Shell commands that run first; `"$@"` are the arguments. `exit` in them skips the rest. */
  readonly script?: string;
}

/** One call of a fake program. */
export interface FakeCall {
  readonly tool: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface FakeTools {
  /** The directory that holds the programs, to begin a PATH with. */
  readonly directory: string;
  /** All calls so far, oldest first. */
  readonly calls: () => Promise<readonly FakeCall[]>;
}

/** Programs of these names in a directory of this test's own, which record how they are called. */
export async function fakeTools(tools: Readonly<Record<string, FakeTool>>): Promise<FakeTools> {
  const directory = await tempDir();
  const records = join(directory, '.calls');
  await mkdir(records);
  for (const [name, tool] of Object.entries(tools)) {
    const [stdout, stderr] = [join(directory, `.${name}.stdout`), join(directory, `.${name}.stderr`)];
    await writeFile(stdout, tool.stdout ?? '');
    await writeFile(stderr, tool.stderr ?? '');
    await writeFile(join(directory, name), scriptOf(name, tool, { records, stdout, stderr }), { mode: 0o755 });
  }
  return {
    directory,
    async calls() {
      const names = (await readdir(records)).filter((name) => name.endsWith('.call')).toSorted();
      return Promise.all(names.map(async (name) => parse(await readFile(join(records, name), 'utf8'))));
    },
  };
}

function scriptOf(
  name: string,
  { exitCode = 0, script = '' }: FakeTool,
  files: { readonly records: string; readonly stdout: string; readonly stderr: string },
): string {
  // The record gets its name last, so that nobody reads half of it.
  return `#!/bin/bash
record='${files.records}'/$(/bin/date +%s%N)-$$
{ printf '%s\\0' '${name}' "$PWD" "$#" "$@"; /usr/bin/env -0; } > "$record" && /bin/mv "$record" "$record.call"
${script}
/bin/cat '${files.stderr}' >&2
/bin/cat '${files.stdout}'
exit ${exitCode}
`;
}

function parse(record: string): FakeCall {
  const [tool = '', cwd = '', count = '0', ...rest] = record.split('\0');
  const args = rest.slice(0, Number(count));
  const pairs = rest.slice(Number(count)).filter((pair) => pair.includes('='));
  const env = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return { tool, args, env, cwd };
}
