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
import { pilot3Environment } from './pilot3-environment.ts';
import { gridCredential } from './grid-credential.ts';
import { serverUrl } from './server-url.ts';

/** Every option of pilot 3.11, in the order of its help. */
export const pilot3Options: readonly ForeignOption[] = [
  { names: ['--queue', '-q'], value: 'text', settings: (queue) => ({ queue }) },
  { names: ['--pilot-user'], value: 'text', settings: () => ({}) },
  { names: ['--workdir', '-a'], value: 'text', settings: (workdir) => filled({ workdir }) },
  { names: ['--cleanup'], value: 'yes-no', settings: (cleanup) => ({ keep: cleanup === 'false' }) },
  { names: ['--versiontag', '-i'], value: 'text', settings: (versionTag) => ({ versionTag }) },
  { names: ['--noserverupdate', '-z'], settings: () => ({ serverUpdates: false }) },

  { names: ['--no-pilot-log'], ignored: 'the log goes to stderr, and to the log of the job' },
  { names: ['--debug', '-d'], settings: () => ({ logLevel: 'debug' }) },
  { names: ['--redirect-stdout'], value: 'text', ignored: 'nothing is written to stdout' },

  { names: ['--joblabel', '-j'], value: 'text', settings: (label) => ({ label }) },
  { names: ['--getjobrequests', '-v'], value: 'number', settings: (tries) => ({ jobRequests: tries }) },
  {
    names: ['--getjobfailures', '-x'],
    value: 'number',
    ignored: '--server-patience bounds how long the server is asked',
  },
  { names: ['--country-group'], value: 'text', settings: (countryGroup) => filled({ countryGroup }) },
  { names: ['--working-group'], value: 'text', settings: (workingGroup) => filled({ workingGroup }) },
  { names: ['--allow-other-country'], value: 'yes-no', settings: (allow) => ({ allowOtherCountry: allow }) },
  { names: ['--allow-same-user'], value: 'yes-no', settings: (sameTask) => ({ sameTask }) },
  { names: ['--job-type'], value: 'text', settings: (jobType) => filled({ jobType }) },

  {
    names: ['--workflow', '-w'],
    value: 'text',
    accepts: ['generic', 'production', 'analysis'],
    settings: () => ({}),
  },
  { names: ['--lifetime', '-l'], value: 'number', settings: (lifetime) => ({ lifetime }) },
  { names: ['--leasetime', '-L'], value: 'number', ignored: 'only the stager workflow has a lease' },

  { names: ['--resource', '-r'], value: 'text', ignored: 'the queue configuration names the resource' },
  { names: ['--site', '-s'], value: 'text', ignored: 'the queue configuration names the site' },
  { names: ['--resource-type'], value: 'text', settings: (resourceType) => filled({ resourceType }) },
  { names: ['--nocvmfs', '-b'], ignored: 'CVMFS is not looked at before a job needs it' },
  {
    names: ['--stageout-attempts'],
    value: 'number',
    ignored: 'the queue configuration says how often (stageoutretry)',
  },

  { names: ['--harvester-workdir'], value: 'text', settings: (harvesterDir) => filled({ harvesterDir }) },
  { names: ['--harvester-datadir'], value: 'text', settings: (harvesterDataDir) => filled({ harvesterDataDir }) },
  { names: ['--harvester-eventstatusdump'], value: 'text', settings: (path) => filled({ harvesterEventStatus: path }) },
  { names: ['--harvester-workerattributes'], value: 'text', settings: (path) => filled({ harvesterAttributes: path }) },
  { names: ['--harvester-submit-mode'], value: 'text', settings: () => ({}) },
  { names: ['--input-dir'], value: 'text', settings: (inputDir) => filled({ inputDir }) },
  { names: ['--input-destination-dir'], value: 'text', ignored: "inputs are put into the job's own directory" },
  { names: ['--output-dir'], value: 'text', settings: (outputDir) => filled({ outputDir }) },

  { names: ['--hpc-resource'], value: 'text', accepts: ['', 'grid'], settings: () => ({}) },
  { names: ['--hpc-mode'], value: 'text', ignored: 'it means something for --hpc-resource only' },
  { names: ['--es-executor-type'], value: 'text', accepts: ['generic'], settings: () => ({}) },
  { names: ['--pod'], ignored: 'a container is recognised by what it sets (K8S_JOB_ID)' },

  { names: ['--noproxyverification', '-t'], settings: () => ({ proxyLimits: 'none' }) },
  { names: ['--verifypayloadproxy', '-u'], ignored: 'a payload gets no proxy, so there is none to check' },
  { names: ['--notokenrenewal', '-y'], settings: () => ({ tokenRenewal: false }) },
  { names: ['--cacert'], value: 'text', settings: (proxy) => filled({ proxy }) },
  { names: ['--capath'], value: 'text', settings: (caDirectory) => filled({ caDirectory }) },

  { names: ['--url'], value: 'text', settings: () => ({}) },
  { names: ['--port', '-p'], value: 'number', settings: () => ({}) },
  { names: ['--use-https'], value: 'yes-no', settings: () => ({}) },
  { names: ['--queuedata-url'], value: 'text', settings: (queuedataUrl) => filled({ queuedataUrl }) },
  { names: ['--storagedata-url'], value: 'text', ignored: 'the queue configuration says where the storage is' },
  { names: ['--noworkerpilotstatusupdate', '-k'], settings: () => ({ workerUpdates: false }) },
  { names: ['--subscribe-to-msgsvc'], ignored: 'jobs and orders come from the server itself' },
  { names: ['--baseurls', '-g'], value: 'text', settings: (transformationUrls) => filled({ transformationUrls }) },

  { names: ['--use-realtime-logging'], ignored: 'there is no real-time logging' },
  { names: ['--realtime-logging-server'], value: 'text', ignored: 'there is no real-time logging' },
  { names: ['--realtime-logname'], value: 'text', ignored: 'there is no real-time logging' },
  { names: ['--use-rucio-traces'], value: 'yes-no', ignored: 'traces are sent where --traces says' },
  { names: ['--rucio-host'], value: 'text', settings: (rucioHost) => ({ rucioHost }) },
];

/** Where pilot 3's own defaults differ from ours. */
const pilot3Defaults: SettingValues = {
  url: 'https://pandaserver.cern.ch:25443',
  label: 'ptest',
  sameTask: true,
  jobRequests: 2,
  queuedataSources: 'local,panda,cvmfs,cric',
  exitCodes: 'pilot3',
  proxyLimits: 'current',
};

/** For whoever has left out the command. */
const readAsPilot3 =
  "what begins with an option is read as pilot 3's command line; this pilot's own begins with a command: panda-pilot --help lists them.";

/** Reads pilot 3's command line and the variables that it goes by. Throws ConfigError with every mistake. */
export function readPilot3Arguments(args: readonly string[], facts: ForeignFacts): ForeignCommandLine {
  const { given, mistakes, repetitions } = readOptions(args, { table: pilot3Options, style: 'argparse' });
  if (mistakes.length > 0) throw new ConfigError(mistakes, readAsPilot3);
  const workdir = given.get('--workdir')?.value;
  const environment = pilot3Environment(facts, workdir === undefined || workdir === '' ? [] : [workdir]);
  return {
    command: 'run',
    flags: { ...settingsOf(given.values()), ...urlOf(given), ...harvesterOf(given, facts), ...environment.flags },
    defaults: {
      ...pilot3Defaults,
      ...namedExperiment(given.get('--pilot-user')?.value),
      ...gridCredential(facts),
      ...environment.defaults,
    },
    warnings: [...warningsOf(given.values()), ...repetitions],
  };
}

function urlOf(given: ReadonlyMap<string, GivenOption>): SettingValues {
  const url = given.get('--url')?.value ?? '';
  if (url === '') return {};
  const port = given.get('--port')?.value ?? '25443';
  return { url: serverUrl({ url, port, https: given.get('--use-https')?.value !== 'false' }) };
}

/** Harvester is there when it is named as the one that talks to the server, or pushes jobs to a worker of its own. */
function harvesterOf(given: ReadonlyMap<string, GivenOption>, { env }: ForeignFacts): SettingValues {
  const mode = given.get('--harvester-submit-mode')?.value.toLowerCase() === 'push' ? 'push' : 'pull';
  const named = harvesterPlaces.some((name) => (given.get(name)?.value ?? '') !== '');
  const worker = env['HARVESTER_ID'] !== undefined || env['HARVESTER_WORKER_ID'] !== undefined;
  const isThere = (given.has('--noserverupdate') && named) || (worker && mode === 'push');
  return isThere ? { harvester: mode } : {};
}

const harvesterPlaces = [
  '--harvester-workdir',
  '--harvester-datadir',
  '--harvester-eventstatusdump',
  '--harvester-workerattributes',
];
