import type { ComputeElement } from './queuedata/compute-element.ts';
import type { ContainerType } from './queuedata/container-type.ts';
import type { CopyPrefix } from './queuedata/copy-prefix.ts';
import type { CopySetup } from './queuedata/copy-setup.ts';
import type { CopytoolSettings } from './queuedata/copytools.ts';
import type { GlexecPolicy } from './queuedata/glexec-policy.ts';
import type { QueueParams } from './queuedata/queue-params.ts';
import type { SoftwareAreas } from './queuedata/software-areas.ts';
import type { StorageElement } from './queuedata/storage-element.ts';
import type { WorkerNodeConnectivity } from './queuedata/worker-node-connectivity.ts';

/** Whether a queue takes jobs. Lower case; a word that is none of these is kept as it came. */
export type QueueStatus = 'online' | 'offline' | 'test' | 'brokeroff' | 'paused' | (string & Record<never, never>);

/** Fields of one queue by their wire names, as they came: texts, numbers, booleans, null, lists, records. */
export type RawQueuedata = Readonly<Record<string, unknown>>;

/**
 * What a queue's configuration (`queuedata`, schedconfig, CRIC) says, read once. A field that the queue leaves out, or
 * answers with null, "None", "NULL" or "", is absent here. Fields without a comment carry the wire's own meaning.
 */
export interface Queuedata {
  /** The queue (`nickname`). */
  readonly name: string;
  /** What jobs are asked for (`panda_resource`, else `siteid`, else the name). */
  readonly resource: string;
  /** The site in the experiment's terms (`atlas_site`, else `gstat`). */
  readonly site?: string;
  readonly status: QueueStatus;
  /** `ACTIVE` in CRIC while the queue exists. */
  readonly state?: string;
  /** production, analysis, unified, special ... */
  readonly type?: string;
  /** GRID, hpc, cloud ... */
  readonly resourceType?: string;
  readonly workflow?: string;
  /** score, mcore, ucore. */
  readonly capability?: string;
  readonly vo?: string;
  readonly experiment?: string;
  readonly cloud?: string;
  /** `US`, `CERN`, `Nordugrid` and others. */
  readonly region?: string;
  readonly tier?: string;
  readonly gatekeeper?: string;
  readonly localQueue?: string;

  /** The mover for outputs, aliases resolved (`lcgcp` is `lcg-cp`). */
  readonly copytool?: string;
  /** The mover for inputs: `copytoolin`, else `copytool`. */
  readonly copytoolIn?: string;
  /** What follows the caret in `copytoolin` (or in the `copytool` that stands for it): the host to pre-stage on. */
  readonly stageHost?: string;
  /** Copytools by name. */
  readonly copytools: Readonly<Record<string, CopytoolSettings>>;
  /** Names of copytools by activity, best first (`acopytools`); read it through `copytoolsFor`. */
  readonly copytoolsByActivity: Readonly<Record<string, readonly string[]>>;
  /** URL schemes by activity and copytool, as they came (`acopytools_schemas`). */
  readonly copytoolSchemas?: Readonly<Record<string, unknown>>;
  /** Storage endpoints (RSEs) by activity, best first (`astorages`). */
  readonly storagesByActivity: Readonly<Record<string, readonly string[]>>;
  /** Protocols by activity, as they came (`aprotocols`). */
  readonly protocolsByActivity?: Readonly<Record<string, unknown>>;
  readonly copySetup?: CopySetup;
  /** `copysetupin`, else `copysetup`. */
  readonly copySetupIn?: CopySetup;
  readonly copyPrefix: CopyPrefix;
  /** `copyprefixin`, else `copyprefix`. */
  readonly copyPrefixIn: CopyPrefix;
  /** Shell text that pilot 1 put before every grid command (`envsetup`). */
  readonly environmentSetup?: string;
  /** `envsetupin`, else `envsetup`. */
  readonly environmentSetupIn?: string;
  /** Variables for the payload (`environ`). */
  readonly environment: Readonly<Record<string, string>>;

  /** `se`: the first is for outputs, all are for inputs. */
  readonly storageElements: readonly StorageElement[];
  /** `seopt`: endpoints by position of `spaceTokens`. */
  readonly optionalStorageElements: readonly StorageElement[];
  /** `setokens`. */
  readonly spaceTokens: readonly string[];
  /** `seprodpath`, expanded. */
  readonly productionPaths: readonly string[];
  /** `sepath`, expanded. */
  readonly analysisPaths: readonly string[];
  readonly lfcHost?: string;
  /** `lfcpath`, else `lfcprodpath`. */
  readonly lfcPath?: string;
  /** `lfcprodpath`, else `lfcpath`. */
  readonly lfcProductionPath?: string;
  /** `server`: the PanDA server registers; anything else: the pilot does. */
  readonly lfcRegister?: string;
  /** Base URL of the LRC. */
  readonly dq2Url?: string;
  /** DDM sites (`ddm`), the first is used; `local` marks a Tier-3. */
  readonly ddmSites: readonly string[];
  readonly objectstores?: unknown;
  readonly copytoolLogPath?: string;

  /** Minutes of the slot within which the pilot still asks for another job; absent: one job. */
  readonly timefloorMinutes?: number;
  /** How long the slot may last; absent: no limit. */
  readonly maxTimeSeconds?: number;
  readonly minTimeSeconds?: number;
  /** Sum of a job's inputs; 0: no limit; absent: the queue does not say. */
  readonly maxInputSizeMb?: number;
  readonly maxWorkDirMb?: number;
  readonly memoryMb?: number;
  readonly maxMemoryMb?: number;
  readonly maxRssMb?: number;
  readonly minRssMb?: number;
  readonly meanRssMb?: number;
  /** Percent over the limit at which a payload is killed (`memkillgrace`). */
  readonly memoryKillGracePercent?: number;
  /** Cores of a slot; `node`: all that the node has (-1 on the wire); absent: the queue does not say. */
  readonly cores?: number | 'node';
  /** HS06 per core. */
  readonly corePower?: number;
  /** HS06. */
  readonly pledgedCpu?: number;
  /** Average per core (`maxdiskio`). */
  readonly maxDiskIoKbPerSecond?: number;
  /** Seconds between two tarballs of an event service job. */
  readonly zipTimeGapSeconds?: number;
  readonly transferringLimit?: number;
  /** Whether interrupted jobs are recovered (`retry`); absent: the pilot's own setting counts. */
  readonly recoverJobs?: boolean;
  readonly recoverDir?: string;
  /** 1 to 3. */
  readonly stageInTries: number;
  /** 1 to 9. */
  readonly stageOutTries: number;
  /** Scratch base on the worker node (`wntmpdir`). */
  readonly workNodeTmpDir?: string;
  readonly softwareAreas?: SoftwareAreas;
  readonly dataDir?: string;
  /** Platform of a job that names none. */
  readonly cmtConfig?: string;
  readonly releases?: unknown;

  readonly glexec: GlexecPolicy;
  /** `donothide` spares the proxy from being hidden. */
  readonly proxy?: string;
  readonly allowFax: boolean;
  readonly faxRedirector?: string;
  readonly httpRedirector?: string;
  readonly allowHttp: boolean;
  readonly allowDirectAccess: boolean;
  readonly directAccessLan: boolean;
  readonly directAccessWan: boolean;
  /** Inputs may come over the local network; true unless said. */
  readonly allowLan: boolean;
  readonly allowWan: boolean;
  readonly useRucioPaths: boolean;
  readonly usePcache: boolean;
  readonly useNewMover: boolean;
  readonly enableTier1StageOut: boolean;
  readonly allowJem?: boolean;
  /** True unless said. */
  readonly hasCvmfs: boolean;

  readonly containerTypes: readonly ContainerType[];
  /** `container_options`, else `singularity_options` or `apptainer_options` of the catchall. */
  readonly containerOptions?: string;
  /** Free-form switches, `k=v` pairs; a word without `=` has the value "". */
  readonly catchall: Readonly<Record<string, string>>;
  readonly params: QueueParams;
  readonly computeElements: readonly ComputeElement[];
  readonly workerNodeConnectivity?: WorkerNodeConnectivity;
  readonly pilotVersion?: string;
  readonly pythonVersion?: string;
  readonly harvester?: string;
  readonly harvesterTemplate?: string;
  readonly uconfig?: Readonly<Record<string, unknown>>;
  readonly jobSeed?: string;
  readonly server?: string;
  readonly lastModified?: string;

  /** Fields that no name above stands for, as they came. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** All fields as they came, by their wire names: `JSON.stringify(raw)` reads back as this record. */
  readonly raw: RawQueuedata;
}
