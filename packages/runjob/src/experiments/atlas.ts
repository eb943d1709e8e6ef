import type { Job, Queuedata } from '@panda-pilot/core';
import { type AtlasSoftware, atlasSoftware, isOlder } from './atlas-software.ts';
import type { Experiment, JobWanted, StepWanted } from './experiment.ts';
import type { SetUpLine } from './set-up.ts';

/** Payloads of ATLAS: releases from CVMFS or the site's software area, set up by asetup. */
export const atlas: Experiment = {
  name: 'atlas',
  setUp: (wanted) => {
    const software = wanted.job.flags.literalParameters ? undefined : atlasSoftware(wanted.step);
    if (software === undefined) return [];
    const area = softwareArea(wanted);
    if (!area.startsWith('/cvmfs/')) return fromArea(area, software, wanted);
    return isOlder(software.release, firstWithAsetup) ? fromArea(area, software, wanted) : fromCvmfs(software, wanted);
  },
  environment: ({ job, queuedata }) => ({
    FRONTIER_ID: `[${job.taskId ?? ''}_${job.pandaId}]`,
    CMSSW_VERSION: `[${job.taskId ?? ''}_${job.pandaId}]`,
    RUCIO_ACCOUNT: 'pilot',
    MAKEFLAGS: `-j${job.limits.cores} QUICK=1 -l1`,
    INDS: [...new Set(job.inputs.flatMap(({ dataset }) => dataset ?? []))].join(','),
    ...(job.processingType === undefined ? {} : { RUCIO_APPID: job.processingType }),
    ...(queuedata.copytool === undefined ? {} : { COPY_TOOL: queuedata.copytool }),
    ...conditionsDatabase(queuedata),
  }),
  folders: () => [],
  argumentsFor: (args, { inPlace, job }) => {
    if (!inPlace) return args.filter((arg) => !remoteReading.includes(arg));
    return job.isAnalysis ? [...args, ...readsRemotely.filter((option) => !args.includes(option))] : args;
  },
};

/** With these the transformations of users open inputs by the URLs of `PoolFileCatalog.xml`. */
const readsRemotely = ['--directIn', '--usePFCTurl'];

/** What says so, in whatever way: all of it is wrong where every input was copied. */
const remoteReading = [...readsRemotely, '--useFileStager'];

const firstWithAsetup = '16.1.0';
const cvmfsArea = '/cvmfs/atlas.cern.ch/repo/sw';
const rootBase = '/cvmfs/atlas.cern.ch/repo/ATLASLocalRootBase';

/** The queue's `appdir` for jobs of this type. */
function softwareArea({ job, queuedata }: JobWanted): string {
  const { softwareAreas } = queuedata;
  const area = softwareAreas?.byProcessingType[job.processingType ?? ''] ?? softwareAreas?.default ?? '';
  return area === '' ? cvmfsArea : area.replace(/\/+$/, '');
}

function conditionsDatabase({ gatekeeper }: Queuedata): Record<string, string> {
  return gatekeeper === undefined || gatekeeper === 'to.be.set' ? {} : { ATLAS_CONDDB: gatekeeper };
}

/** By ATLASLocalRootBase, which finds every release there is. */
function fromCvmfs(software: AtlasSoftware, { env, job, queuedata }: StepWanted): SetUpLine[] {
  return [
    { kind: 'export', name: 'ATLAS_LOCAL_ROOT_BASE', value: rootBase },
    {
      kind: 'source',
      file: { variable: 'ATLAS_LOCAL_ROOT_BASE', suffix: '/user/atlasLocalSetup.sh' },
      args: ['--quiet'],
    },
    {
      kind: 'source',
      file: { variable: 'AtlasSetup', suffix: '/scripts/asetup.sh' },
      args: [asetupTags(software, env), ...platform(job, queuedata)],
    },
  ];
}

/**
 * From a release that is installed below `area`, as sites had them before CVMFS: by its own asetup, or by CMT before
 * there was one.
 */
function fromArea(area: string, software: AtlasSoftware, { env, job, queuedata }: StepWanted): SetUpLine[] {
  const { cache, nightly, project, release } = software;
  const home = nightly && cache !== undefined ? `${area}/${release}/${cache}` : `${area}/${release}`;
  if (!isOlder(release, firstWithAsetup)) {
    const site = queuedata.region === 'US' ? ['--input', `${area}/AtlasSite/AtlasSiteSetup`] : [];
    const args = [asetupTags(software, env), ...platform(job, queuedata), ...site];
    return [{ kind: 'source', file: `${home}/cmtsite/asetup.sh`, args }];
  }
  const tags = [cache ?? release, ...(project === undefined ? [] : [project]), 'opt', 'runtime'];
  const lines: SetUpLine[] = [{ kind: 'source', file: `${home}/cmtsite/setup.sh`, args: [`-tag=${tags.join(',')}`] }];
  if (job.isAnalysis || project === undefined) return lines;
  const runtime = `${home}/${project}/${cache ?? release}/${project}RunTime/cmt`;
  return [...lines, { kind: 'directory', path: runtime }, { kind: 'source', file: `${runtime}/setup.sh`, args: [] }];
}

/** `AtlasProduction,17.0.1.2,notest`, or the release where no project is named. */
function asetupTags({ cache, nightly, project, release }: AtlasSoftware, env: JobWanted['env']): string {
  const version = nightly && cache !== undefined ? [release, cache] : [cache ?? release];
  const hurry = env['ATLAS_FAST_ASETUP'] === undefined ? [] : ['fast'];
  const online = project === 'AtlasHLT' ? ['afs'] : [];
  return [...(project === undefined ? [] : [project]), ...version, 'notest', ...hurry, ...online].join(',');
}

function platform(job: Job, queuedata: Queuedata): readonly string[] {
  const name = job.cmtConfig ?? queuedata.cmtConfig;
  return name === undefined ? [] : ['--cmtconfig', name.split('@')[0] ?? name];
}
