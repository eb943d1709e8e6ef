import { ConfigError } from '../config/config-error.ts';
import type { ForeignCommandLine, ForeignFacts } from './foreign-command-line.ts';
import {
  type ForeignOption,
  type GivenOption,
  type SettingValues,
  filled,
  readOptions,
  settingsOf,
  warningsOf,
} from './option-table.ts';
import { namedExperiment } from './named-experiment.ts';
import { gridCredential } from './grid-credential.ts';
import { serverUrl } from './server-url.ts';

/** Every option of pilot 1, the later ones included, in the order of the alphabet. Each takes a value. */
export const pilot1Options: readonly ForeignOption[] = (
  [
    { names: ['-a'], ignored: 'the queue configuration names the software directory (appdir)' },
    { names: ['-b'], settings: (level) => ({ logLevel: level === '0' ? 'info' : 'debug' }) },
    { names: ['-c'], ignored: 'a lost job is taken up 15 times' },
    { names: ['-d'], settings: (workdir) => ({ workdir }) },
    { names: ['-e'], ignored: 'the log is stored as the job says' },
    { names: ['-f'], settings: () => ({}) },
    { names: ['-g'], settings: (inputDir) => ({ inputDir }) },
    { names: ['-h'], settings: (queue) => ({ queue }) },
    { names: ['-i'], settings: (versionTag) => ({ versionTag }) },
    { names: ['-j'], ignored: 'lost jobs are always recovered' },
    { names: ['-k'], ignored: 'the memory of the node, and the limit of its slot, are measured' },
    { names: ['-l'], ignored: 'the exit code always tells' },
    { names: ['-m'], settings: (outputDir) => ({ outputDir }) },
    { names: ['-n'], ignored: 'one pilot takes up at most 20 lost jobs' },
    { names: ['-o'], settings: (countryGroup) => filled({ countryGroup }) },
    { names: ['-p'], value: 'number', settings: () => ({}) },
    { names: ['-q'], ignored: 'the queue configuration names the LRC' },
    { names: ['-r'], value: 'yes-no', settings: (remove) => ({ keep: remove === 'false' }) },
    { names: ['-s'], settings: () => ({}) },
    { names: ['-t'], value: 'yes-no', settings: (check) => (check === 'true' ? {} : { proxyLimits: 'none' }) },
    { names: ['-u'], settings: (label) => ({ label }) },
    { names: ['-v'], settings: (workingGroup) => filled({ workingGroup }) },
    { names: ['-w'], settings: () => ({}) },
    { names: ['-x'], ignored: 'the queue configuration says how often (stageinretry)' },
    { names: ['-y'], ignored: 'there is one level of logging, -b' },
    { names: ['-z'], value: 'yes-no', settings: (serverUpdates) => ({ serverUpdates }) },
    { names: ['-A'], value: 'yes-no', settings: (allowOtherCountry) => ({ allowOtherCountry }) },
    { names: ['-B'], ignored: 'the server registers files' },
    { names: ['-C'], value: 'number', settings: (timefloor) => ({ timefloor }) },
    { names: ['-D'], ignored: 'there is no Co-Pilot' },
    { names: ['-E'], ignored: 'the queue configuration says how often (stageoutretry)' },
    { names: ['-F'], settings: () => ({}) },
    {
      names: ['-G'],
      value: 'number',
      settings: (minutes) => ({ serverPatience: 60 * Number(minutes), jobRequests: Math.max(1, Number(minutes)) }),
    },
    { names: ['-H'], ignored: '--queuedata-url says where the cache is' },
    { names: ['-I'], ignored: '--queuedata-url says where the cache is' },
    { names: ['-K'], value: 'number', settings: (task) => ({ task }) },
    { names: ['-M'], ignored: 'there is one generation of movers' },
    { names: ['-N'], ignored: 'there is no Yoda' },
    { names: ['-O'], ignored: 'there is no PanDA proxy' },
    { names: ['-P'], ignored: 'there is no PanDA proxy' },
    { names: ['-Q'], ignored: 'there is no Yoda' },
    { names: ['-R'], settings: (resourceType) => ({ resourceType }) },
    { names: ['-S'], value: 'yes-no', settings: (on) => (on === 'true' ? { harvester: 'pull' } : {}) },
    { names: ['-T'], value: 'number', settings: (minutes) => ({ lifetime: 60 * Number(minutes) }) },
  ] satisfies ForeignOption[]
).map((option) => ({ value: 'text', ...option }));

const pilot1Defaults: SettingValues = {
  url: 'https://pandaserver.cern.ch:25443',
  workdir: '/tmp',
  labelRules: 'pilot1',
  queuedataSources: 'local,panda',
  jobRequests: 3,
  exitCodes: 'pilot3',
};

/** Reads pilot 1's short options. Throws ConfigError with every mistake. */
export function readPilot1Arguments(args: readonly string[], facts: ForeignFacts): ForeignCommandLine {
  const { given, mistakes, repetitions } = readOptions(args, { table: pilot1Options, style: 'getopt' });
  const workdir = baseDirectory(given.get('-d')?.value, facts.env);
  if ('mistake' in workdir) throw new ConfigError([...mistakes, workdir.mistake]);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const file = given.get('-f')?.value ?? 'true';
  return {
    command: file === 'jobrec' ? 'recover' : 'run',
    flags: {
      ...queueOf(given),
      ...settingsOf(given.values()),
      ...workdir.settings,
      ...urlOf(given),
      ...(/^(jobrec|true)$/i.test(file) ? {} : { harvester: 'pull' }),
    },
    defaults: { ...pilot1Defaults, ...namedExperiment(given.get('-F')?.value), ...gridCredential(facts) },
    warnings: [...warningsOf(given.values()), ...repetitions],
  };
}

/** The queue is named like the site unless it is named. */
function queueOf(given: ReadonlyMap<string, GivenOption>): SettingValues {
  const site = given.get('-s')?.value;
  return site === undefined ? {} : { queue: site };
}

function urlOf(given: ReadonlyMap<string, GivenOption>): SettingValues {
  const url = given.get('-w')?.value;
  return url === undefined ? {} : { url: serverUrl({ url, port: given.get('-p')?.value ?? '25443' }) };
}

/** `{NAME}` is the value of a variable. */
function baseDirectory(
  given: string | undefined,
  env: ForeignFacts['env'],
): { readonly settings: SettingValues } | { readonly mistake: string } {
  const variable = /^\{(.+)\}$/.exec(given ?? '')?.[1];
  if (variable === undefined) return { settings: {} };
  const workdir = env[variable];
  return workdir === undefined || workdir === ''
    ? { mistake: `-d {${variable}}: there is no variable ${variable}` }
    : { settings: { workdir } };
}
