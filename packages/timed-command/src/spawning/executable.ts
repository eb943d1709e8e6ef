import { constants, readdirSync } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { NotStarted } from '../ending.ts';
import { codeOf } from '../errno.ts';

/** Where a program is looked for when the environment has no PATH (what execvp(3) does, and the shells' own default). */
export const defaultPath = '/usr/local/bin:/usr/bin:/bin';

/** A program as the caller names it. */
export interface Program {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where a relative path starts. */
  readonly cwd: string;
}

/**
 * Why a program cannot be executed, or `undefined` when `exec` may try. Foreign architectures, what is left of a
 * program, and scripts without `#!` are found here because `sh` would run them as shell text. Asynchronous: a hung file
 * system delays this command only.
 */
export async function findFlawIn(
  program: Program,
  memory: 'trusted' | 'afresh' = 'trusted',
): Promise<NotStarted | undefined> {
  const { file } = program;
  if (memory === 'afresh') seenAt.clear();
  if (file === '') return flaw('ENOENT', 'the name of the program is empty');
  let verdict = flaw('ENOENT', `${file}: no such program`);
  for (const path of candidates(program)) {
    const found = await examine(path);
    if (found === undefined) return undefined;
    // As execvp(3): a file that may not be executed is remembered, a missing one only when nothing better was seen.
    if (found.code === 'ENOEXEC') return found;
    if (verdict.code === 'ENOENT') verdict = found.code === 'ENOENT' && !file.includes('/') ? verdict : found;
  }
  return verdict;
}

/** Whether the program was seen lately, so that nothing has to be looked at. */
export function isBelieved(program: Program): boolean {
  return candidates(program).some(isFresh);
}

const noInterpreter = 'is neither a binary nor a script that begins with #!';

/** Whether this is text that execvp(3) would hand to the shell. */
export function needsShell({ code, message }: NotStarted): boolean {
  return code === 'ENOEXEC' && message.endsWith(noInterpreter);
}

function candidates({ file, env, cwd }: Program): string[] {
  if (file.includes('/')) return [isAbsolute(file) ? file : resolve(cwd, file)];
  return (env['PATH'] ?? defaultPath).split(':').map((directory) => join(resolve(cwd, directory), file));
}

/** Programs seen to be executable lately: a command in a loop does not ask the file system each time. */
const seenAt = new Map<string, number>();
const believedForMs = 2000;

function isFresh(path: string): boolean {
  const seen = seenAt.get(path);
  return seen !== undefined && performance.now() - seen < believedForMs;
}

async function examine(path: string): Promise<NotStarted | undefined> {
  if (isFresh(path)) return undefined;
  const found = await look(path);
  if (seenAt.size > 1000) seenAt.clear();
  if (found === undefined) seenAt.set(path, performance.now());
  else seenAt.delete(path);
  return found;
}

async function look(path: string): Promise<NotStarted | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile())
      return flaw('EACCES', `${path}: ${stats.isDirectory() ? 'is a directory' : 'is not a regular file'}`);
    await access(path, constants.X_OK);
  } catch (error) {
    return flaw(codeOf(error), `${path}: ${sentence(codeOf(error))}`);
  }
  return judgeHead(path, await headOf(path));
}

/** `undefined` for a program that may be executed but not read. */
async function headOf(path: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(longestHeader);
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined; // readable or not is no business of exec
  }
}

/** An ELF header is 64 bytes long in a program of 64 bits, and 52 in one of 32. */
const longestHeader = 64;

function judgeHead(path: string, head: Buffer | undefined): NotStarted | undefined {
  if (head === undefined || head.toString('latin1', 0, 2) === '#!') return undefined;
  if (head.toString('latin1', 0, 4) !== '\u007FELF') return flaw('ENOEXEC', `${path}: ${noInterpreter}`);
  if (head.length < headerLength(head)) return flaw('ENOEXEC', `${path}: is a program that was cut short`);
  return judgeMachine(path, head) ?? judgeContent(path, head);
}

function headerLength(head: Buffer): number {
  return is64Bit(head) ? longestHeader : 52;
}

function is64Bit(head: Buffer): boolean {
  return head[4] === 2;
}

function judgeMachine(path: string, head: Buffer): NotStarted | undefined {
  const ours = ownMachine();
  if (ours === undefined || machineOf(head) === ours) return undefined;
  // A 64-bit x86 kernel runs 32-bit programs too (EM_386 = 3 beside EM_X86_64 = 62), as arm64 (183) may run arm (40).
  if ((ours === 62 && machineOf(head) === 3) || (ours === 183 && machineOf(head) === 40)) return undefined;
  return foreignBinariesRun() ? undefined : flaw('ENOEXEC', `${path}: is made for another processor`);
}

/** Only what is an executable (2) or a shared object (3) and says how its segments are laid out can be loaded. */
function judgeContent(path: string, head: Buffer): NotStarted | undefined {
  const isProgram = [2, 3].includes(shortAt(head, 16)) && shortAt(head, is64Bit(head) ? 54 : 42) > 0;
  return isProgram ? undefined : flaw('ENOEXEC', `${path}: is an object file or a core dump, no program`);
}

function ownMachine(): number | undefined {
  return { x64: 62, ia32: 3, arm64: 183, arm: 40, ppc64: 21, s390x: 22, riscv64: 243, loong64: 258 }[
    process.arch as string
  ];
}

function machineOf(head: Buffer): number {
  return shortAt(head, 18);
}

function shortAt(head: Buffer, offset: number): number {
  return endianness() === 'LE' ? head.readUInt16LE(offset) : head.readUInt16BE(offset);
}

/** binfmt_misc hands foreign binaries to an emulator where somebody has set one up. */
function foreignBinariesRun(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((entry) => entry !== 'register' && entry !== 'status');
  } catch {
    return false;
  }
}

function flaw(code: string, message: string): NotStarted {
  return { kind: 'not-started', code, which: 'file', message };
}

function sentence(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'ENOTDIR':
      return 'a part of the path is not a directory';
    case 'EACCES':
      return 'permission to execute is denied';
    default:
      return `cannot be executed (${code})`;
  }
}
