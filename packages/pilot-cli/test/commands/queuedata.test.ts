import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/program.ts';

const good = {
  nickname: 'Q1',
  status: 'online',
  copytool: 'cp',
  acopytools: { pr: ['rucio', 'xrdcp'], pw: ['rucio'] },
  astorages: { pw: ['SITE_DATADISK'] },
  timefloor: 60,
};

/** Runs a command on queuedata that are as `changes` say; resolves with what it answered. */
async function queuedata(verb: 'check' | 'show', changes: object, args: readonly string[] = []): Promise<string> {
  const root = await tree({ 'q.json': JSON.stringify({ ...good, ...changes }) });
  let said = '';
  const streams = {
    stdout: { write: (text: string) => (said += text) },
    stderr: { write: (text: string) => (said += text), isTTY: false },
  };
  const program = createProgram({
    facts: { cwd: root, env: {}, streams, self: ['node'] },
    wishes: { stop: new AbortController().signal, drain: new AbortController().signal },
    setExitCode: (code) => (said += `exit ${code}`),
    useExitCodes: () => undefined,
  });
  await program.parseAsync(['queuedata', verb, '-q', 'Q1', '--queuedata', 'q.json', ...args], { from: 'user' });
  return said.replaceAll(root, 'ROOT');
}

describe('panda-pilot queuedata check', () => {
  it('finds nothing wrong with a good queue', async () => {
    expect(await queuedata('check', {})).toBe(
      [
        'ok    found: ROOT/q.json',
        'ok    status: online: jobs are asked for',
        'ok    copytool rucio: for inputs and outputs',
        'ok    copytool xrdcp: for inputs',
        'ok    storage: SITE_DATADISK',
        'ok    time: slots have no end, jobs are asked for during 60 min',
        'exit 0',
      ].join('\n'),
    );
  });

  it.each([
    ['a queue in test', { status: 'test' }, /^warn {2}status: test: only test jobs/m, 0],
    ['a closed queue', { status: 'offline' }, /^fail {2}status: .*offline \(1386\)\n {6}hint: /m, 3],
    ['an unknown copytool', { acopytools: { pr: ['teleport'] } }, /^fail {2}copytool teleport: .*\(1323\)\n/m, 3],
    ['no copytool', { copytool: '', acopytools: {} }, /^fail {2}copytool for outputs: none is named\n/m, 3],
    ['no storage', { astorages: {} }, /^warn {2}storage: none is named/m, 0],
    ['a timefloor beyond maxtime', { maxtime: 60 }, /^warn {2}time: slots last 60 s/m, 0],
    ['wrong values', { timefloor: 'soon', maxtime: 'x' }, /^fail {2}found: .*maxtime.*\(1117\)\n {6}hint: /m, 3],
  ])('tells of %s', async (_, changes, words, code) => {
    expect(await queuedata('check', changes)).toMatch(words);
    expect(await queuedata('check', changes)).toMatch(new RegExp(`exit ${code}$`));
  });

  it('answers as JSON', async () => {
    const [json = ''] = (await queuedata('check', {}, ['--json'])).split('exit');
    expect(JSON.parse(json)).toMatchObject({
      type: 'queuedata-check',
      queue: 'Q1',
      checks: [{ result: 'ok' }, {}, {}, {}, {}, {}],
    });
  });
});

describe('panda-pilot queuedata show', () => {
  it('tells what a pilot reads, where from, and which jobs it asks for', async () => {
    const said = await queuedata('show', {}, ['--label', 'user']);
    expect(said).toMatch(/^origin +ROOT\/q.json\nlabel +user\nname +Q1$/m);
    expect(said).toMatch(/^timefloorMinutes +60$/m);
  });

  it('answers as JSON, with what the source says', async () => {
    const [json = ''] = (await queuedata('show', {}, ['--json'])).split('exit');
    expect(JSON.parse(json)).toMatchObject({ type: 'queuedata', queuedata: { name: 'Q1' }, raw: { nickname: 'Q1' } });
  });
});
