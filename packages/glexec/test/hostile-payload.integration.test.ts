import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createTestAuthority,
  expectNoProcessNaming,
  fakeGlexec,
  needsTool,
  onlyAsRoot,
  processesNaming,
} from '@panda-pilot/testkit';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import type { Guarantee } from '../src/launcher.ts';
import { type Attack, attacks } from './lab/attacks.ts';
import { type Lab, openLab, payloadAccount } from './lab/lab.ts';
import type { Trial } from './lab/trial.ts';
import type { Verdict } from './lab/victim-pilot.ts';

/** What a switch proves by itself, and a box by itself. */
const bySwitch: readonly Guarantee[] = [
  'other-account',
  'hidden-files',
  'guarded-pilot',
  'limited-processes',
  'limited-files',
];
const byBox: readonly Guarantee[] = [
  'hidden-files',
  'guarded-pilot',
  'own-processes',
  'certain-kill',
  'no-new-privileges',
  'no-user-namespaces',
  'own-network',
  'limited-processes',
  'limited-files',
  'limited-disk',
];

/** Every launcher that can be run for real, under a pilot with an account of its own, and what it must prove. */
const launchers: Readonly<
  Record<string, { readonly parts: Pick<Trial, 'identity' | 'box'>; readonly proves: readonly Guarantee[] }>
> = {
  none: { parts: {}, proves: ['limited-processes', 'limited-files'] },
  sudo: { parts: { identity: 'sudo' }, proves: bySwitch },
  glexec: { parts: { identity: 'glexec' }, proves: bySwitch },
  bubblewrap: { parts: { box: 'bubblewrap' }, proves: byBox },
  'sudo+bubblewrap': { parts: { identity: 'sudo', box: 'bubblewrap' }, proves: [...byBox, 'other-account'] },
  'glexec+bubblewrap': { parts: { identity: 'glexec', box: 'bubblewrap' }, proves: [...byBox, 'other-account'] },
};
const needs = ['sudo', 'bwrap', 'setpriv', 'setsid', 'unshare'];

describe('a hostile payload under a pilot with an account of its own', () => {
  it.skipIf(onlyAsRoot() || needsTool(...needs)).each(Object.entries(launchers))(
    '%s stops exactly what it claims to stop',
    async (name, { parts, proves }) => {
      const lab = await openLab('own accounts');
      const verdict = await sufferIn(lab, parts);
      expect(verdict.proof.launcher).toBe(name);
      expect([...verdict.proof.guarantees].sort()).toEqual([...proves].sort());
      assertAgainstClaims(verdict);
      if (proves.includes('certain-kill')) await expectNoProcessNaming(lab.directory);
    },
  );
});

describe('a hostile payload under a pilot that is whoever runs the tests', () => {
  it.skipIf(needsTool('bwrap', 'unshare')).each(['none', 'bubblewrap'])(
    '%s stops exactly what it claims to stop',
    async (name) => {
      const verdict = await sufferIn(await openLab('as ourselves'), launchers[name]?.parts ?? {});
      expect(verdict.proof.launcher).toBe(name);
      assertAgainstClaims(verdict);
    },
  );
});

describe('a pilot that is killed', () => {
  it.skipIf(onlyAsRoot() || needsTool(...needs)).each(Object.entries(launchers))(
    '%s takes the payload with it',
    async (name, { parts }) => {
      const lab = await openLab('own accounts');
      const trial = await trialIn(lab, parts);
      const marker = `orphan-${process.pid}-${name}`;
      const [file = '', ...args] = lab.enter([process.execPath, lab.mortal, JSON.stringify({ trial, marker })]);
      const death = new AbortController();
      // The payload itself, and what it has put into a session of its own.
      const onOutput = (): void => void untilThereAre(2, marker).then(() => death.abort());
      const { stderr } = await runCommand(file, args, {
        cwd: '/',
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
        signal: death.signal,
        killSignal: 'SIGKILL',
        onOutput,
        leftovers: 'leave',
        timeoutMs: 20_000,
      });
      expect(stderr).toBe('');
      await expectNoProcessNaming(marker);
    },
  );
});

async function untilThereAre(count: number, marker: string): Promise<void> {
  const ofThePayload = (): number[] => processesNaming(`trap "" TERM; sleep 60; exit\0${marker}`);
  const ofItself = (): number[] => processesNaming(`done\0${marker}`);
  while (ofThePayload().length + ofItself().length < count) await sleep(10);
}

async function sufferIn(lab: Lab, parts: Pick<Trial, 'identity' | 'box'>): Promise<Verdict> {
  const [file = '', ...args] = lab.enter([process.execPath, lab.victim, JSON.stringify(await trialIn(lab, parts))]);
  const { ending, stdout, stderr } = await runCommand(file, args, {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LAB_SECRET: 'environment-secret-of-the-lab' },
    timeoutMs: 50_000,
  });
  expect(stdout, `the victim ${describeEnding(ending)}: ${stderr}`).toMatch(/^\{/);
  return JSON.parse(stdout) as Verdict;
}

async function trialIn(lab: Lab, parts: Pick<Trial, 'identity' | 'box'>): Promise<Trial> {
  const glexec = parts.identity === 'glexec' ? await prepareGlexec(lab) : {};
  return { ...parts, ...glexec, directory: lab.directory, payload: lab.payload, account: payloadAccount.name };
}

async function prepareGlexec(lab: Lab): Promise<Pick<Trial, 'glexec' | 'proxy'>> {
  const proxy = join(lab.directory, 'user-proxy');
  const user = createTestAuthority().issue('/DC=test/DC=grid/CN=Jane Doe');
  await writeFile(proxy, user.delegate().file(), { mode: 0o600 });
  await chown(proxy, lab.account.uid, lab.account.gid);
  return { proxy, glexec: { file: await fakeGlexec({ account: payloadAccount, caller: lab.account }) } };
}

/** What is claimed must be stopped; what is not claimed must succeed, or the attack proves nothing. */
function assertAgainstClaims({ proof, won, ending, leftovers, insolent }: Verdict): void {
  const expected = (Object.keys(attacks) as Attack[]).filter((attack) => {
    const guarantee = attacks[attack];
    return guarantee !== 'always' && !proof.guarantees.includes(guarantee);
  });
  expect([...won].sort()).toEqual(expected.sort());
  expect(ending).toEqual({ kind: 'exited', exitCode: 203 });
  expect(leftovers).toBeLessThan(10);
  // The limit is 500 ms, the grace 300 ms; who is not got rid of goes on for ever.
  for (const { ms } of insolent) expect(ms).toBeLessThan(15_000);
}
