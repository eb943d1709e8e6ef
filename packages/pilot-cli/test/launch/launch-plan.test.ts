import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { launchPlan } from '../../src/launch/launch-plan.ts';

function plan(
  queue: Record<string, unknown> = {},
  flags: Record<string, unknown> = {},
  secrets: readonly string[] = [],
) {
  const { settings } = readConfig({ flags: { url: 'https://p', queue: 'Q', ...flags }, env: {} });
  return launchPlan(settings, parseQueuedata(JSON.stringify({ nickname: 'Q', ...queue })), secrets);
}

describe('launchPlan', () => {
  it('is none when nobody demands anything and there is nothing to keep', () => {
    expect(plan()).toBeUndefined();
    expect(plan({ glexec: 'False' })).toBeUndefined();
  });

  it('is one as soon as the pilot has a credential', () => {
    expect(plan({}, {}, ['/token'])).toMatchObject({ launchers: ['none'], secrets: ['/token'], proxyFrom: 'none' });
  });

  it.each(['True', 'uid', 'test'])(
    'asks for the proxy of the owner and another account where glexec is %s',
    (glexec) => {
      expect(plan({ glexec })).toMatchObject({
        launchers: ['glexec+bubblewrap', 'glexec'],
        policy: { demands: ['other-account'] },
        proxyFrom: 'auto',
      });
    },
  );

  it('lets a site have the other account by sudo, but not where the queue tests gLExec itself', () => {
    const flags = { launchers: 'sudo,bubblewrap', payloadAccounts: 'payload1' };
    expect(plan({ glexec: 'True' }, flags)?.policy.demands).toEqual(['other-account']);
    expect(() => plan({ glexec: 'test' }, flags)).toThrow(expect.objectContaining({ errorName: 'GLEXEC_FAILED' }));
  });

  it('adds up what queue and site demand, and takes nothing off', () => {
    const demanded = plan(
      { catchall: 'payload_demands="hidden-files,certain-kill"' },
      { payloadDemands: 'own-network' },
    );
    expect(demanded?.policy.demands).toEqual(['hidden-files', 'certain-kill', 'own-network']);
  });

  it('tries everything that it can, the strongest first, when only demands are given', () => {
    const demands = { payloadDemands: 'hidden-files' };
    expect(plan({}, demands)?.launchers).toEqual(['bubblewrap', 'none']);
    const more = { ...demands, payloadAccounts: 'payload1', payloadImage: '/image.sif' };
    expect(plan({}, more)?.launchers).toEqual(['sudo+bubblewrap', 'bubblewrap', 'apptainer', 'sudo', 'none']);
  });

  it('takes the launchers of the queue when the site names none', () => {
    expect(plan({ catchall: 'payload_launchers=bubblewrap' })?.launchers).toEqual(['bubblewrap']);
    expect(plan({ catchall: 'payload_launchers=bubblewrap' }, { launchers: 'none' })?.launchers).toEqual(['none']);
  });

  it.each([
    [{}, {}, 'pilot', 'none'],
    [{}, { transfersAs: 'payload' }, 'payload', 'auto'],
    [{ catchall: 'transfers_as=payload' }, {}, 'payload', 'auto'],
    [{ catchall: 'transfers_as=payload' }, { transfersAs: 'pilot', payloadProxy: 'server' }, 'payload', 'server'],
    [{}, { launchers: 'glexec' }, 'pilot', 'auto'],
  ])('copies files as %j and %j want it: as the %s, with a proxy from %s', (queue, flags, transfersAs, proxyFrom) => {
    expect(plan(queue, flags, ['/token'])).toMatchObject({ transfersAs, proxyFrom });
  });

  it('makes bytes of megabytes', () => {
    const flags = { payloadProcesses: '500', payloadFileSize: '2', payloadTmpSize: '3' };
    const { policy } = plan({}, flags) ?? {};
    expect(policy?.limits).toEqual({ processes: 500, fileBytes: 2 * 2 ** 20, temporaryBytes: 3 * 2 ** 20 });
  });

  it.each([
    [{ catchall: 'payload_demands=hidden-flies' }, {}, 'QUEUEDATA_NOT_OK', /hidden-flies/],
    [{ catchall: 'transfers_as=anybody' }, {}, 'QUEUEDATA_NOT_OK', /anybody/],
    [{}, { transfersAs: 'payload', payloadProxy: 'none' }, 'SETUP_FAILURE', /nobody fetches/],
    [{ catchall: 'transfers_as=payload' }, { payloadProxy: 'none' }, 'SETUP_FAILURE', /nobody fetches/],
    [{ glexec: 'True' }, { payloadProxy: 'none' }, 'SETUP_FAILURE', /nobody fetches/],
    [{ catchall: 'payload_launchers=magic' }, {}, 'QUEUEDATA_NOT_OK', /magic/],
    [{}, { launchers: 'sudo' }, 'SETUP_FAILURE', /1 slots need as many accounts/],
    [{}, { launchers: 'sudo', slots: 2, payloadAccounts: 'one' }, 'SETUP_FAILURE', /there are 1/],
    [{}, { launchers: 'apptainer' }, 'SETUP_FAILURE', /image/],
  ] as const)('refuses %j with %j', (queue, flags, errorName, message) => {
    expect(() => plan(queue, flags)).toThrow(
      expect.objectContaining({ errorName, message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['launchers', 'sudo,magic'],
    ['launchers', ''],
    ['payloadDemands', 'everything'],
    ['payloadReadable', 'cvmfs'],
    ['myproxy', 'a host'],
  ])('has no setting %s with the value %j', (name, value) => {
    expect(() => plan({}, { [name]: value })).toThrow();
  });
});
