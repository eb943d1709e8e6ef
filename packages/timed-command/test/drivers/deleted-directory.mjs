/** A command that removes its working directory, and a command started when ours is gone. */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , library, argument] = process.argv;
const { child } = JSON.parse(argument);
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const theirs = mkdtempSync(join(tmpdir(), 'panda-gone-'));
console.log(JSON.stringify(await runCommand(child, [], { env: { ...env, PWD: theirs }, cwd: theirs })));
const ours = mkdtempSync(join(tmpdir(), 'panda-gone-'));
process.chdir(ours);
rmdirSync(ours);
console.log(JSON.stringify(await runCommand('echo', ['still here'], { env })));
