import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import type { ForeignFacts } from '../../src/older-pilots/foreign-command-line.ts';
import { pilot3Options, readPilot3Arguments } from '../../src/older-pilots/pilot3-arguments.ts';
import { settings } from '../../src/config/settings.ts';

const facts: ForeignFacts = { env: {}, cwd: '/start', uid: 7, isDirectory: () => false, isFile: () => false };

function settingsFrom(args: readonly string[], given: Partial<ForeignFacts> = {}) {
  const { flags, defaults } = readPilot3Arguments(args, { ...facts, ...given });
  return readConfig({ flags, defaults, env: given.env ?? {} }).settings;
}

function mistakesOf(args: readonly string[]): readonly string[] {
  try {
    readPilot3Arguments(args, facts);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

/** All options of pilot 3.11.5, as its documentation lists them. */
const documented =
  `-q --queue --pilot-user -a --workdir --cleanup -i --versiontag -z --noserverupdate --no-pilot-log -d --debug
  --redirect-stdout -j --joblabel -v --getjobrequests -x --getjobfailures --country-group --working-group --allow-other-country
  --allow-same-user --job-type -w --workflow -l --lifetime -L --leasetime -r -s --resource-type -b --nocvmfs --stageout-attempts
  --harvester-workdir --harvester-datadir --harvester-eventstatusdump --harvester-workerattributes --harvester-submit-mode --input-dir
  --input-destination-dir --output-dir --hpc-resource --hpc-mode --es-executor-type --pod -t --noproxyverification -u
  --verifypayloadproxy -y --notokenrenewal --cacert --capath --url -p --port --queuedata-url --storagedata-url -k
  --noworkerpilotstatusupdate --subscribe-to-msgsvc --use-https -g --baseurls --use-realtime-logging --realtime-logging-server
  --realtime-logname --use-rucio-traces --rucio-host`.split(/\s+/);

describe('the table of options of pilot 3', () => {
  const names = pilot3Options.flatMap((option) => option.names);

  it.each(documented)('has %s', (name) => expect(names).toContain(name));

  it('has each name once, and for each option either an effect or a reason why there is none', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { names, settings: effect, ignored } of pilot3Options)
      expect([names[0], (effect === undefined) !== (ignored === undefined)]).toEqual([names[0], true]);
  });

  it('sets only settings that there are', () => {
    for (const { settings: effect } of pilot3Options)
      for (const name of Object.keys(effect?.('1') ?? {})) expect(Object.keys(settings)).toContain(name);
  });
});

describe('readPilot3Arguments', () => {
  it('reads the command line of a production wrapper', () => {
    const words =
      '-q CERN-T0 -i PR -j managed -w generic --pilot-user ATLAS --url https://pandaserver.cern.ch -d --harvester-submit-mode PULL --allow-same-user=False --job-type=managed --resource-type SCORE -l 172800 -v 3 -a /scratch';
    expect(settingsFrom(words.split(' '))).toMatchObject({
      queue: 'CERN-T0',
      experiment: 'atlas',
      url: 'https://pandaserver.cern.ch:25443',
      label: 'managed',
      versionTag: 'PR',
      logLevel: 'debug',
      harvester: 'off',
      sameTask: false,
      jobType: 'managed',
      resourceType: 'SCORE',
      lifetime: 172_800,
      jobRequests: 3,
      workdir: '/scratch',
      exitCodes: 'pilot3',
      queuedataSources: ['local', 'panda', 'cvmfs', 'cric'],
    });
  });

  it("has pilot 3's defaults, which are weaker than what is said to this pilot itself", () => {
    expect(settingsFrom(['-q', 'Q'])).toMatchObject({ label: 'ptest', sameTask: true, keep: false, jobRequests: 2 });
    expect(
      settingsFrom(['-q', 'Q'], { env: { PANDA_PILOT_LABEL: 'user', PANDA_PILOT_EXIT_CODES: 'own' } }),
    ).toMatchObject({
      label: 'user',
      exitCodes: 'own',
    });
  });

  it.each([
    [['--url', 'https://h.org'], 'https://h.org:25443'],
    [['--url', 'https://h.org:8443/'], 'https://h.org:8443'],
    [['--url', 'h.org', '-p', '443'], 'https://h.org'],
    [['--url', 'h.org', '--use-https', 'False'], 'http://h.org:25443'],
    [['--url', 'http://127.0.0.1:9999'], 'http://127.0.0.1:9999'],
    [['--url', ''], 'https://pandaserver.cern.ch:25443'],
  ])('makes of %j the server %s', (args, url) => expect(settingsFrom(['-q', 'Q', ...args]).url).toBe(url));

  it.each([
    [['-z', '--harvester-workdir', '/h'], {}, 'pull'],
    [['-z', '--harvester-workerattributes', '/h/a', '--harvester-submit-mode', 'PUSH'], {}, 'push'],
    [['--harvester-submit-mode', 'PUSH'], { HARVESTER_ID: 'h' }, 'push'],
    [['--harvester-submit-mode', 'PULL'], { HARVESTER_ID: 'h' }, 'off'],
    [['--harvester-workdir', '/h'], {}, 'off'],
    [['-z'], {}, 'off'],
  ])('sees in %j with %j that Harvester is %s', (args, env, mode) =>
    expect(settingsFrom(['-q', 'Q', ...args], { env }).harvester).toBe(mode),
  );

  it('finds the proxy and the authorities where grid tools have them, unless they are named', () => {
    const usual = { isFile: (path: string) => path === '/tmp/x509up_u7', isDirectory: () => true };
    expect(settingsFrom(['-q', 'Q'], usual)).toMatchObject({
      proxy: '/tmp/x509up_u7',
      caDirectory: '/etc/grid-security/certificates',
      proxyLimits: 'current',
    });
    const env = { X509_USER_PROXY: '/p/x509', X509_CERT_DIR: '/p/ca' };
    expect(settingsFrom(['-q', 'Q', '-t'], { ...usual, env })).toMatchObject({
      proxy: '/p/x509',
      caDirectory: '/p/ca',
      proxyLimits: 'none',
    });
    const words = ['-q', 'Q', '--cacert', '/w/proxy', '--capath', '/w/ca', '-y', '-k'];
    expect(settingsFrom(words, { env })).toMatchObject({
      proxy: '/w/proxy',
      caDirectory: '/w/ca',
      tokenRenewal: false,
      workerUpdates: false,
    });
    expect(settingsFrom(['-q', 'Q']).proxy).toBeUndefined();
  });

  it('says of each option that changes nothing why', () => {
    const { warnings } = readPilot3Arguments(['-q', 'Q', '-r', 'R', '--use-rucio-traces', 'true', '-L', '60'], facts);
    expect(warnings).toEqual([
      expect.stringMatching(/^--resource changes nothing: \w/),
      expect.stringMatching(/^--use-rucio-traces changes nothing: \w/),
      expect.stringMatching(/^--leasetime changes nothing: \w/),
    ]);
  });

  it('refuses what it does not know, and workflows that it does not have, all at once', () =>
    expect(mistakesOf(['-q', 'Q', '--piolt-user', 'ATLAS', '-w', 'stager', '--hpc-resource', 'Titan'])).toEqual([
      '--piolt-user: is no option (did you mean --pilot-user?)',
      expect.stringMatching(/^--workflow stager: /),
      expect.stringMatching(/^--hpc-resource Titan: /),
    ]));

  it('misses nothing but the queue', () =>
    expect(() => settingsFrom(['--pilot-user', 'ATLAS'])).toThrow(/--queue.*is needed/));
});
