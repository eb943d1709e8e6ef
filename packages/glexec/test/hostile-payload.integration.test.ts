import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { expectNoProcessNaming, fakeGlexec, onlyAsRoot } from '@panda-pilot/testkit';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import type { Guarantee } from '../src/launcher.ts';
import { type Attack, attacks } from './lab/attacks.ts';
import { type Lab, openLab, payloadAccount } from './lab/lab.ts';
import { toolsMissing } from './lab/required-tools.ts';
import type { Trial, Verdict } from './lab/victim-pilot.ts';
import { writeProxy } from './lab/write-proxy.ts';

/** What a switch proves by itself, and a box by itself. */
const bySwitch: readonly Guarantee[] = ['other-account', 'hidden-files', 'guarded-pilot', 'limited-processes', 'limited-files'];
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
const launchers: Readonly<Record<string, { readonly parts: Pick<Trial, 'identity' | 'box'>; readonly proves: readonly Guarantee[] }>> = {
  none: { parts: {}, proves: ['limited-processes', 'limited-files'] },
  sudo: { parts: { identity: 'sudo' }, proves: bySwitch },
  glexec: { parts: { identity: 'glexec' }, proves: bySwitch },
  bubblewrap: { parts: { box: 'bubblewrap' }, proves: byBox },
  'sudo+bubblewrap': { parts: { identity: 'sudo', box: 'bubblewrap' }, proves: [...byBox, 'other-account'] },
  'glexec+bubblewrap': { parts: { identity: 'glexec', box: 'bubblewrap' }, proves: [...byBox, 'other-account'] },
};
const needs = ['sudo', 'bwrap', 'setpriv', 'setsid', 'unshare', 'openssl'];

describe('a hostile payload under a pilot with an account of its own', () => {
  it.skipIf(onlyAsRoot() || toolsMissing(...needs)).each(Object.entries(launchers))(
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
  it.skipIf(toolsMissing('bwrap', 'unshare')).each(['none', 'bubblewrap'])(
    '%s stops exactly what it claims to stop',
    async (name) => {
      const verdict = await sufferIn(await openLab('as ourselves'), launchers[name]?.parts ?? {});
      expect(verdict.proof.launcher).toBe(name);
      assertAgainstClaims(verdict);
    },
  );
});

async function sufferIn(lab: Lab, parts: Pick<Trial, 'identity' | 'box'>): Promise<Verdict> {
  const trial: Trial = { ...parts, directory: lab.directory, payload: lab.payload, account: payloadAccount.name };
  const glexec = parts.identity === 'glexec' ? await prepareGlexec(lab) : {};
  const [file = '', ...args] = lab.enter([process.execPath, lab.program, JSON.stringify({ ...trial, ...glexec })]);
  const { ending, stdout, stderr } = await runCommand(file, args, {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LAB_SECRET: 'environment-secret-of-the-lab' },
    timeoutMs: 50_000,
  });
  expect(stdout, `the victim ${describeEnding(ending)}: ${stderr}`).toMatch(/^\{/);
  return JSON.parse(stdout) as Verdict;
}

async function prepareGlexec(lab: Lab): Promise<Pick<Trial, 'glexec' | 'proxy'>> {
  const proxy = join(lab.directory, 'user-proxy');
  await writeProxy(proxy);
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
  // The limit is 500 ms, the grace 300 ms.
  for (const { ms } of insolent) expect(ms).toBeLessThan(4000);
}
