import { createReadStream } from 'node:fs';
import { copyFile, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { reasonOf } from '@panda-pilot/core';
import { type LogLine, jobLog, linesOfFile, mergeLines, readRenderedLine } from '@panda-pilot/runjob';
import { extract } from 'tar';
import type { JobEvidence } from './evidence.ts';
import { readDirectory } from './read-directory.ts';

/** The most that a log tarball may unpack to. */
const largestContent = 8 * 1024 ** 3;

/** A file beyond it is left out. */
const largestFile = 256 * 1024 ** 2;

/**
 * Reads the log tarball that a job has stored: it holds all but `job.json` and `report.json`. Only the pilot's files
 * and the payload's output are unpacked, in a temporary directory that is removed. Rejects with an Error for what is no
 * such tarball.
 */
export async function readTarball(path: string): Promise<JobEvidence> {
  return readLog(path, unpack);
}

/**
 * The same for a log tarball that was unpacked already: `path` is its one directory, whatever it is called. It is left
 * as it is.
 */
export async function readUnpackedLog(path: string): Promise<JobEvidence> {
  return readLog(path, copyWanted);
}

async function readLog(path: string, bring: (path: string, to: string) => Promise<void>): Promise<JobEvidence> {
  const temporary = await mkdtemp(join(tmpdir(), 'panda-pilot-report-'));
  try {
    await mkdir(join(temporary, 'job/work'), { recursive: true });
    await bring(path, temporary);
    const root = join(temporary, 'job');
    const log = mergeLines([agentLines(join(root, 'pilotlog.txt')), jobLog(root, { payload: true, pilot: false })]);
    const evidence = await readDirectory(root, log);
    if (evidence.journal.length === 0) throw new Error(`${path} is no log tarball of a job of this pilot`);
    return { ...evidence, running: false, origin: { kind: 'log tarball', path } };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Of `path` what would be unpacked of a tarball; links are not followed. */
async function copyWanted(path: string, to: string): Promise<void> {
  for (const directory of ['pilot', 'work', 'payload/work']) {
    const entries = await readdir(join(path, directory), { withFileTypes: true }).catch(() => []);
    for (const { name } of entries.filter((entry) => entry.isFile())) {
      const place = placeOf(`log/${directory}/${name}`);
      const from = join(path, directory, name);
      if (place !== undefined && (await lstat(from)).size <= largestFile) await copyFile(from, join(to, place));
    }
  }
}

async function unpack(path: string, to: string): Promise<void> {
  const into = extract({
    cwd: to,
    filter: (name, entry) => 'type' in entry && entry.type === 'File' && entry.size <= largestFile && isWanted(name),
    onReadEntry: (entry) => {
      entry.path = placeOf(entry.path) ?? entry.path;
    },
  });
  try {
    await pipeline(createReadStream(path), createGunzip(), atMost(largestContent), into);
  } catch (error) {
    throw new Error(`${basename(path)} cannot be unpacked: ${reasonOf(error, path)}`, {
      cause: error,
    });
  }
}

function isWanted(name: string): boolean {
  return placeOf(name) !== undefined;
}

/** Where a file of the tarball stands in the directory of a job; undefined for one that tells nothing, or was put there by others. */
function placeOf(name: string): string | undefined {
  const [, pilotFile] =
    /^[^/]+\/pilot\/(pilotlog\.txt|runjob\.log|runjob\.stderr|journal\.jsonl|samples\.jsonl)$/.exec(name) ?? [];
  if (pilotFile !== undefined) return `job/${pilotFile}`;
  const [, output] = /^[^/]+\/(?:payload\/)?work\/(payload(?:_\d+)?\.std(?:out|err))$/.exec(name) ?? [];
  if (output !== undefined) return `job/work/${output}`;
  return undefined;
}

/** Lets through as much as it is told, then breaks off: a few kilobytes can unpack to a full disk. */
function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > bytes) done(new Error(`it holds more than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}

/** What the agent wrote of the job: in a tarball it stands only in the log for people. */
async function* agentLines(path: string): AsyncGenerator<LogLine> {
  for await (const { text } of linesOfFile(path)) {
    const line = readRenderedLine(text);
    if (line?.source === 'pilot') yield line;
  }
}
