import { z } from 'zod';
import { allowFax } from './allow-fax.ts';
import { catchall } from './catchall.ts';
import { computeElements } from './compute-element.ts';
import { containerTypes } from './container-type.ts';
import { copyPrefix } from './copy-prefix.ts';
import { copySetup } from './copy-setup.ts';
import { copytool, copytools, copytoolsByActivity, stageHost } from './copytools.ts';
import { cores } from './cores.ts';
import { environment } from './environment.ts';
import {
  anything,
  count,
  flag,
  lowerText,
  nameList,
  namesByKey,
  number,
  record,
  text,
  upperText,
} from './field-kinds.ts';
import { glexecPolicy } from './glexec-policy.ts';
import { defaultQueueParams, queueParams } from './queue-params.ts';
import { softwareAreas } from './software-areas.ts';
import { storageElements } from './storage-element.ts';
import { storagePaths } from './storage-path.ts';
import { defaultTries, stageInTries, stageOutTries } from './tries.ts';
import { defaulted, limit, optional, optionalUnless, required } from './wire-field.ts';
import { workerNodeConnectivity } from './worker-node-connectivity.ts';

/** Every field of a queue: our name, how its value is read, its default if it has one, its names on the wire. */
export const queuedataSchema = z.object({
  name: required(text, 'nickname', 'name'),
  resource: optional(text, 'panda_resource', 'siteid'),
  site: optional(text, 'atlas_site', 'gstat'),
  status: defaulted(lowerText, 'online', 'status'),
  state: optional(upperText, 'state'),
  type: optional(text, 'type'),
  resourceType: optional(text, 'resource_type'),
  workflow: optional(text, 'workflow'),
  capability: optional(text, 'capability'),
  vo: optional(text, 'vo_name'),
  experiment: optional(text, 'experiment'),
  cloud: optional(text, 'cloud'),
  region: optional(text, 'region'),
  tier: optional(text, 'tier'),
  gatekeeper: optionalUnless(/^to\.be\.set$/, text, 'gatekeeper'),
  localQueue: optional(text, 'localqueue'),

  copytool: optional(copytool, 'copytool'),
  copytoolIn: optional(copytool, 'copytoolin', 'copytool'),
  stageHost: optionalUnless(/^[^^]*\^?$/, stageHost, 'copytoolin', 'copytool'),
  copytools: defaulted(copytools, {}, 'copytools'),
  copytoolsByActivity: defaulted(copytoolsByActivity, {}, 'acopytools'),
  copytoolSchemas: optional(record, 'acopytools_schemas'),
  storagesByActivity: defaulted(namesByKey, {}, 'astorages'),
  protocolsByActivity: optional(record, 'aprotocols'),
  copySetup: optional(copySetup, 'copysetup'),
  copySetupIn: optional(copySetup, 'copysetupin', 'copysetup'),
  copyPrefix: defaulted(copyPrefix, [], 'copyprefix'),
  copyPrefixIn: defaulted(copyPrefix, [], 'copyprefixin', 'copyprefix'),
  environmentSetup: optional(text, 'envsetup'),
  environmentSetupIn: optional(text, 'envsetupin', 'envsetup'),
  environment: defaulted(environment, {}, 'environ'),

  storageElements: defaulted(storageElements, [], 'se'),
  optionalStorageElements: defaulted(storageElements, [], 'seopt'),
  spaceTokens: defaulted(nameList, [], 'setokens'),
  productionPaths: defaulted(storagePaths, [], 'seprodpath'),
  analysisPaths: defaulted(storagePaths, [], 'sepath'),
  lfcHost: optional(text, 'lfchost'),
  lfcPath: optional(text, 'lfcpath', 'lfcprodpath'),
  lfcProductionPath: optional(text, 'lfcprodpath', 'lfcpath'),
  lfcRegister: optional(text, 'lfcregister'),
  dq2Url: optional(text, 'dq2url'),
  ddmSites: defaulted(nameList, [], 'ddm'),
  objectstores: optional(anything, 'objectstores', 'objectstore'),
  copytoolLogPath: optional(text, 'copytoollogPath'),

  timefloorMinutes: limit(count, 'timefloor'),
  maxTimeSeconds: limit(count, 'maxtime'),
  minTimeSeconds: limit(count, 'mintime'),
  maxInputSizeMb: optional(count, 'maxinputsize'),
  maxWorkDirMb: limit(count, 'maxwdir'),
  memoryMb: limit(count, 'memory'),
  maxMemoryMb: limit(count, 'maxmemory'),
  maxRssMb: limit(count, 'maxrss'),
  minRssMb: limit(count, 'minrss'),
  meanRssMb: limit(count, 'meanrss'),
  memoryKillGracePercent: optional(count, 'memkillgrace'),
  cores: limit(cores, 'corecount'),
  corePower: limit(number, 'corepower'),
  pledgedCpu: optionalUnless(/^-1(\.0+)?$/, number, 'pledgedcpu'),
  maxDiskIoKbPerSecond: limit(number, 'maxdiskio'),
  zipTimeGapSeconds: limit(count, 'zip_time_gap'),
  transferringLimit: limit(number, 'transferringlimit'),
  recoverJobs: optional(flag, 'retry'),
  recoverDir: optional(text, 'recoverdir'),
  stageInTries: defaulted(stageInTries, defaultTries, 'stageinretry'),
  stageOutTries: defaulted(stageOutTries, defaultTries, 'stageoutretry'),
  workNodeTmpDir: optional(text, 'wntmpdir'),
  softwareAreas: optional(softwareAreas, 'appdir'),
  dataDir: optional(text, 'datadir'),
  cmtConfig: optional(text, 'cmtconfig'),
  releases: optional(anything, 'releases'),

  glexec: defaulted(glexecPolicy, 'no', 'glexec'),
  proxy: optional(text, 'proxy'),
  allowFax: defaulted(allowFax, false, 'allowfax'),
  faxRedirector: optional(text, 'faxredirector'),
  httpRedirector: optional(text, 'httpredirector'),
  allowHttp: defaulted(flag, false, 'allowhttp'),
  allowDirectAccess: defaulted(flag, false, 'allowdirectaccess'),
  directAccessLan: defaulted(flag, false, 'direct_access_lan'),
  directAccessWan: defaulted(flag, false, 'direct_access_wan'),
  allowLan: defaulted(flag, true, 'allow_lan'),
  allowWan: defaulted(flag, false, 'allow_wan'),
  useRucioPaths: defaulted(flag, false, 'useruciopaths'),
  usePcache: defaulted(flag, false, 'use_pcache'),
  useNewMover: defaulted(flag, false, 'use_newmover'),
  enableTier1StageOut: defaulted(flag, false, 'enableT1stageout'),
  allowJem: optional(flag, 'allowjem'),
  hasCvmfs: defaulted(flag, true, 'is_cvmfs'),

  containerTypes: defaulted(containerTypes, [], 'container_type'),
  containerOptions: optional(text, 'container_options'),
  catchall: defaulted(catchall, {}, 'catchall'),
  params: defaulted(queueParams, defaultQueueParams, 'params'),
  computeElements: defaulted(computeElements, [], 'queues'),
  workerNodeConnectivity: optional(workerNodeConnectivity, 'wnconnectivity'),
  pilotVersion: optional(text, 'pilot_version'),
  pythonVersion: optional(text, 'python_version'),
  harvester: optional(text, 'harvester'),
  harvesterTemplate: optional(text, 'harvester_template'),
  uconfig: optional(record, 'uconfig'),
  jobSeed: optional(text, 'jobseed'),
  server: optional(text, 'server'),
  lastModified: optional(text, 'last_modified'),
});
