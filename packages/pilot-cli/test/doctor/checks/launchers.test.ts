import { PilotError } from '@panda-pilot/core';
import type { Policy, Proof } from '@panda-pilot/glexec';
import { describe, expect, it } from 'vitest';
import { judgeLaunchers, type Trial } from '../../../src/doctor/checks/launchers.ts';

const policy = (...demands: Policy['demands']): Policy => ({ demands, network: 'shared', readable: [], limits: {} });
const box: Proof = {
  launcher: 'bubblewrap',
  guarantees: [
    'hidden-files',
    'guarded-pilot',
    'own-processes',
    'certain-kill',
    'no-new-privileges',
    'no-user-namespaces',
  ],
  shortfalls: { 'other-account': 'it runs as uid 7' },
};
const absent = new PilotError('GLEXEC_FAILED', 'no rule', { hint: 'For the site: write a rule' });
const judged = (trials: readonly Trial[], wanted: Policy): readonly string[] =>
  judgeLaunchers(trials, { policy: wanted, plainWillDo: true }).map(({ level, text }) => `${level} ${text}`);

describe('judgeLaunchers', () => {
  it('says of a launcher what it proves, without what nobody asked for', () => {
    expect(judged([{ name: 'bubblewrap', proof: box }], policy())).toEqual([
      'ok bubblewrap proves all but other-account',
    ]);
  });

  it('fails what lacks a demand, unless another has it', () => {
    const trials: readonly Trial[] = [{ name: 'bubblewrap', proof: box }];
    const lacking = 'bubblewrap lacks other-account (it runs as uid 7)';
    expect(judged(trials, policy('other-account'))).toEqual([`fail ${lacking}`]);
    const both = judged([...trials, { name: 'glexec', awaitsJob: '/usr/sbin/glexec' }], policy('other-account'));
    expect(both).toEqual([`ok ${lacking}`, expect.stringMatching(/^ok glexec: \/usr\/sbin\/glexec is there/)]);
  });

  it.each([
    [policy(), true, 'warn'],
    [policy(), false, 'fail'],
    [policy('other-account'), true, 'fail'],
  ] as const)(
    'with %j (as the pilot will do: %s) takes one that cannot start anything for a reason to %s',
    (...given) => {
      const [wanted, plainWillDo, level] = given;
      const [found] = judgeLaunchers([{ name: 'sudo', error: absent }], { policy: wanted, plainWillDo });
      expect(found).toMatchObject({ level, owner: 'site', advice: 'write a rule' });
      expect(found?.text).toContain('no rule (1226)');
    },
  );
});
