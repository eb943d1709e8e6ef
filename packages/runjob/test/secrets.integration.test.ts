import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { jobLog } from '../src/readable-log/job-log.ts';
import { tarballLog } from '../src/readable-log/tarball-log.ts';
import { openJournal } from '../src/state/journal.ts';
import { prepare, run } from './prepared-job.ts';
import { runOneJob } from './run-one-job.ts';

const password = 'Gr0undhog-Day';
const key = `-----BEGIN KEY-----\n${'MIIEvQ+x'.repeat(8)}\n-----END KEY-----\n`;
const secrets = JSON.stringify({ PASSWORD: password, '___file___:key.pem': Buffer.from(key).toString('base64') });
const anySecret = /Gr0undhog|MIIEvQ/;

/** What stands in the directory of a job that is over: all but what describes it, and what its payload has written by itself. */
function leftBehind(root: string): string {
  return execFileSync('find', [root, '-type', 'f', '!', '-name', 'job.json', '!', '-path', join(root, 'work/*')], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

function storedLog(storage: string): { readonly path: string; readonly bytes: string } {
  const path = execFileSync('find', [storage, '-name', 'log.tgz'], { encoding: 'utf8' }).trim();
  return { path, bytes: gunzipSync(readFileSync(path)).toString('latin1') };
}

async function textOf(lines: AsyncIterable<{ readonly text: string }>): Promise<string> {
  const texts: string[] = [];
  for await (const { text } of lines) texts.push(text);
  return texts.join('\n');
}

describe('the secrets of a job', () => {
  it('are in a file that only the account of the payload can read, as the server sent them, and nowhere afterwards', async () => {
    const job = await runOneJob(
      'stat -c %a panda_secrets.json; cmp panda_secrets.json "$1" && echo the same; env | grep -c Gr0undhog; echo > out.txt',
      { job: { secrets, jobPars: join(await tree({ expected: secrets }), 'expected') } },
    );
    expect(job.report).toMatchObject({ state: 'finished' });
    expect(await job.read('payload.stdout')).toBe('600\nthe same\n0\n');
    expect(existsSync(join(job.directory.work, 'panda_secrets.json'))).toBe(false);
    expect(await job.read('job_setup.sh')).toContain('[ -e panda_secrets.json ] ||');
  });

  it('are in no log and no report, whatever the payload tells of them', async () => {
    const talkative = [
      'cat panda_secrets.json',
      'mkdir workDir; mv panda_secrets.json workDir; cd workDir',
      `sed 's/.*PASSWORD":"/export PASSWORD="/; s/",.*/"/' panda_secrets.json > panda_secrets.sh; . ./panda_secrets.sh`,
      `sed 's/.*key.pem":"//; s/".*//' panda_secrets.json | base64 -d > key.pem; cat key.pem; cat key.pem ../payload.stdout > copy.bin; cd ..`,
      `echo "FATAL: no access with $PASSWORD" >&2`,
      `printf '{"exitCode": 65, "exitMsg": "denied: %s", "big": 12345678901234567890}' "$PASSWORD" > jobReport.json`,
      'exit 65',
    ];
    const job = await runOneJob(talkative.join('\n'), { job: { secrets } });
    const { error, logExtract, payload, payloadReport = '' } = job.report;
    expect(error?.message).toContain('denied: [redacted]');
    expect(payload.exeError?.diagnosis).toBe('denied: [redacted]');
    expect(JSON.parse(payloadReport)).toMatchObject({ exitCode: 65, exitMsg: 'denied: [redacted]' });
    expect(logExtract).toContain('FATAL: no access with [redacted]');
    expect(JSON.stringify(job.report)).not.toMatch(anySecret);
    expect(leftBehind(job.directory.root)).not.toMatch(anySecret);
    expect(execFileSync('find', [job.directory.work, '-name', 'panda_secrets*'], { encoding: 'utf8' })).toBe('');
    const { bytes, path } = storedLog(job.storage);
    expect(bytes).toContain('FATAL: no access with ****');
    expect(bytes).not.toMatch(anySecret);
    const shown = [
      jobLog(job.directory.root, { payload: true, pilot: true }),
      tarballLog(path, { payload: true, pilot: true }),
    ];
    for (const log of shown) {
      const text = await textOf(log);
      expect(text).toContain('FATAL: no access with');
      expect(text).not.toMatch(anySecret);
    }
  });

  it('are there for each part of the payload, and what a wrapper makes of them for the parts after it', async () => {
    const tools = await tree({
      'before*': '#!/bin/sh\nmkdir run && mv panda_secrets.json run && echo made > run/panda_secrets.sh\n',
      'beside*': '#!/bin/sh\ncp panda_secrets.json beside; exec sleep 100\n',
    });
    const command = (name: string): Record<string, string> => ({ command: join(tools, name), args: '' });
    const job = await runOneJob(
      'until cmp -s panda_secrets.json beside; do sleep 0.02; done; cat run/panda_secrets.sh; ls run; echo > out.txt',
      {
        job: { secrets, preprocess: command('before'), coprocess: command('beside') },
      },
    );
    expect(job.report.error).toBeUndefined();
    expect(await job.read('payload.stdout')).toBe('made\npanda_secrets.json\npanda_secrets.sh\n');
    expect(existsSync(join(job.directory.work, 'run/panda_secrets.json'))).toBe(false);
  });

  it.each([
    ['no JSON', 'not { JSON: at all'],
    ['nested', `${'['.repeat(5000)}"deep-in-there"${']'.repeat(5000)}`],
    ['a list', ['one-of-them', { two: 'another-one' }]],
    [
      'huge',
      JSON.stringify(Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`k${at}`, `${at}-`.repeat(90)]))),
    ],
  ])('reach the payload, and fail nobody, when they are %s', async (_, given) => {
    const job = await runOneJob('cp panda_secrets.json out.txt', { job: { secrets: given } });
    expect(job.report.error).toBeUndefined();
    const [path = ''] = execFileSync('find', [job.storage, '-name', 'out.txt'], { encoding: 'utf8' }).split('\n');
    expect(readFileSync(path, 'utf8') === (typeof given === 'string' ? given : JSON.stringify(given))).toBe(true);
  });

  it('are not left by a pilot that died', async () => {
    const { directory } = await prepare('exit 0', { job: { secrets } });
    openJournal(directory.journal).append({ event: 'payload-starting', step: 0 });
    const path = join(directory.work, 'panda_secrets.json');
    writeFileSync(path, secrets, { mode: 0o600 });
    const { report } = await run(directory);
    expect(report.state).toBe('failed');
    expect(existsSync(path)).toBe(false);
  });
});
