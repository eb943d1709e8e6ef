import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { pilot1Options, readPilot1Arguments } from '../../src/older-pilots/pilot1-arguments.ts';
import { settings } from '../../src/config/settings.ts';

const facts = { env: { TMPDIR: '/scratch' }, cwd: '/start', uid: 7, isDirectory: () => false, isFile: () => false };

function read(words: string) {
  const line = readPilot1Arguments(words.split(' '), facts);
  return { ...line, settings: readConfig({ flags: line.flags, defaults: line.defaults, env: {} }).settings };
}

function mistakesOf(words: string): readonly string[] {
  try {
    readPilot1Arguments(words.split(' '), facts);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the table of options of pilot 1', () => {
  it.each('abcdefghijklmnopqrstuvwxyz'.split(''))('has -%s', (letter) =>
    expect(pilot1Options.flatMap(({ names }) => names)).toContain(`-${letter}`),
  );

  it('gives every option a value, and either an effect or a reason why there is none', () => {
    for (const { names, value, settings: effect, ignored } of pilot1Options) {
      expect([names[0], typeof value]).toEqual([names[0], 'string']);
      expect([names[0], (effect === undefined) !== (ignored === undefined)]).toEqual([names[0], true]);
      for (const name of Object.keys(effect?.('1') ?? {})) expect(Object.keys(settings)).toContain(name);
    }
  });
});

describe('readPilot1Arguments', () => {
  it("reads the wiki's command line", () => {
    const line = read(
      '-s ANALY_X -h ANALY_X-condor -d {TMPDIR} -w https://panda.example.org -p 25443 -u user -f true -i RC -C 60 -l true',
    );
    expect(line.command).toBe('run');
    expect(line.settings).toMatchObject({
      queue: 'ANALY_X-condor',
      url: 'https://panda.example.org:25443',
      workdir: '/scratch',
      label: 'user',
      versionTag: 'RC',
      timefloor: 60,
      labelRules: 'pilot1',
      harvester: 'off',
      exitCodes: 'pilot3',
    });
    expect(line.warnings).toEqual([expect.stringMatching(/^-l changes nothing: /)]);
  });

  it('asks for groups and a task', () =>
    expect(read('-s S -o us -v phys-top -A True -K 4711').settings).toMatchObject({
      countryGroup: 'us',
      workingGroup: 'phys-top',
      allowOtherCountry: true,
      task: 4711,
    }));

  it('takes the site for the queue when none is named', () => expect(read('-s SITE').settings.queue).toBe('SITE'));

  it('only recovers with -f jobrec, and reads the job from a file with anything but true', () => {
    expect(read('-s S -f jobrec').command).toBe('recover');
    expect(read('-s S -f false').settings.harvester).toBe('pull');
  });

  it('keeps or removes work directories with -r', () => {
    expect(read('-s S -r False').settings.keep).toBe(true);
    expect(read('-s S -r True').settings.keep).toBe(false);
  });

  it('takes values that begin with a dash', () => expect(mistakesOf('-s S -c -15 -n -1')).toEqual([]));

  it('tells every mistake', () =>
    expect(mistakesOf('-s S -p many -d {NOWHERE} -Z x')).toEqual([
      '-p: "many" is no whole number',
      '-Z: is no option',
      '-d {NOWHERE}: there is no variable NOWHERE',
    ]));
});
