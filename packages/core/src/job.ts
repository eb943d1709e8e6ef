/*
 * Glossary: PanDA's own words, used with these meanings throughout the packages.
 *
 * job           one unit of work that the server hands out; identified by its PandaID and the number of the attempt
 * task, jobset  what the server made the job from: a task is split into jobs, a jobset is one user's submission
 * label         `prodSourceLabel`: the class of work a pilot asks for (`managed`, `user`, `test`, `ptest`, `rc_test`...)
 * payload       the user's or the production system's program that the job runs
 * transformation, step   the executable (a path, a name, or a URL to fetch); a step is one of them with its parameters
 * LFN           logical file name: a file's name as the grid knows it, one path component, the name in the work directory
 * scope         name space of an LFN; scope and LFN together identify a file
 * GUID          a file's unique identifier; the server gives the log's, the pilot makes those of the outputs
 * dataset       named collection of files; a *block* is the dataset that moves to or from a site for this job
 * PFN           physical file name: where a copy is, in whatever form the reader wants
 * SURL          storage URL: where a file is in a storage element, independent of the protocol
 * TURL          transport URL: what a copy tool or a payload opens to reach the bytes of a SURL
 * RSE, DDM endpoint      a named area of a storage element, the place that a dataset's replica is at
 * space token   name of a class of space inside a storage element (DATADISK, SCRATCHDISK...)
 * queue         the PanDA queue: what a pilot asks jobs for; its configuration is the queuedata (once `schedconfig`)
 * copytool      the queuedata's name of a way to move files (`xrdcp`, `gfal-copy`, `cp`...); a mover implements it
 * stage-in      bringing input files to the work directory; stage-out: storing outputs and the log
 * direct access, remote I/O   the payload opens an input by its TURL, nothing is copied
 * log           the tarball of the work directory that every job stores, whatever became of it
 * nucleus, cloud, site   where the output of a task gathers; a region of sites; a computing centre
 */

import type { InputFile, OutputFile } from './file-spec.ts';
import type { JsonValue, WireJob } from './wire-job.ts';

/** A job as the pilot works with it: made by `parseJob`, turned into the server's words again by `serializeJob`. */
export interface Job {
  /** Identifies the job on its server. */
  readonly pandaId: number;
  /** Echoed in every update; an update with another number is answered `tobekilled`. */
  readonly attemptNumber: number;
  readonly jobsetId?: number;
  readonly taskId?: number;
  readonly requestId?: number;
  readonly jobDefinitionId?: number;
  readonly jobName?: string;
  /** `prodSourceLabel`; empty when the server names none. */
  readonly label: string;
  readonly processingType?: string;
  /** `direct`: brokerage has decided that inputs are read remotely. */
  readonly transferType?: string;
  /** `SCORE`, `MCORE`, `SCORE_HIMEM`... */
  readonly resourceType?: string;
  readonly cloud?: string;
  readonly nucleus?: string;
  readonly sourceSite?: string;
  readonly destinationSe?: string;
  readonly currentPriority?: number;
  /** `prodUserID`: the distinguished name of the person whose job this is. */
  readonly owner?: string;
  /** True exactly when the label is `user` or `panda`; neither the transformation nor a site's name has a say. */
  readonly isAnalysis: boolean;
  /** True exactly when there is one output besides the log and its LFN contains `.lib.`. */
  readonly isBuildJob: boolean;

  /** What to run, in order; the next step starts when the one before has ended with 0. Never empty. */
  readonly steps: readonly JobStep[];
  /** Commands around the steps. */
  readonly multiStep?: MultiStep;
  /** `container_name`: the image that the payload runs in. */
  readonly container?: string;
  /** Platform of the software, such as `x86_64-el9-gcc13-opt`. */
  readonly cmtConfig?: string;
  readonly limits: JobLimits;

  readonly inputs: readonly InputFile[];
  /** Without the log. */
  readonly outputs: readonly OutputFile[];
  readonly log?: OutputFile;
  /** Lists of LFNs that the payload wants as files in its work directory (`writeToFile`). */
  readonly fileLists: readonly FileList[];
  /** Zip archives that the pilot makes of files before it stores them. */
  readonly archives: readonly ZipArchive[];
  /** Whether a failed stage-out may be repeated at another storage: `on`, `off`, `force`. */
  readonly altStageOut?: string;
  readonly ioIntensity?: number;
  /** Unit of `ioIntensity`, such as `kBPerS`. */
  readonly ioIntensityUnit?: string;

  /** Absent for an ordinary job. */
  readonly eventService?: EventService;
  readonly flags: JobFlags;
  /** Sends the tail of the payload's output with each heartbeat, from the start. */
  readonly debug: boolean;
  /** False: a payload that writes nothing for hours is left alone. */
  readonly loopingCheck: boolean;
  /** `nSent`: jobs of this queue that the server handed out in the minute before; absent when it did not count. */
  readonly sentInLastMinute?: number;

  /** Name of the owner's credential in MyProxy, and the MyProxy server. */
  readonly credname?: string;
  readonly myproxy?: string;
  /** JSON text of the owner's secrets. Never logged. */
  readonly secrets?: string;
  /** JSON text of secrets for the pilot itself. Never logged. */
  readonly pilotSecrets?: string;
  /** The owner's proxy, PEM. Never logged. */
  readonly userProxy?: string;
  /** Never logged. */
  readonly pandaProxySecretKey?: string;

  /** Exactly what the server sent, frozen; holds the secrets too. */
  readonly wire: WireJob;
}

/** One transformation with its parameters. */
export interface JobStep {
  /** A path, a command name, or an `http(s)://` URL of a script to fetch. */
  readonly transformation: string;
  /** Arguments as one shell-quoted line, as the server sends them. */
  readonly parameters: string;
  /** Package and cache of the software, such as `AtlasProduction/17.0.1.2`. */
  readonly homepackage?: string;
  /** `swRelease`, such as `Atlas-17.0.1`. */
  readonly release?: string;
}

/** Commands that run before, beside and after the steps of a job, and how the container is entered. */
export interface MultiStep {
  readonly preprocess?: AuxiliaryCommand;
  readonly postprocess?: AuxiliaryCommand;
  readonly coprocess?: AuxiliaryCommand;
  /** As sent; names such as `containerExec` and `containerImage`. */
  readonly containerOptions?: Readonly<Record<string, JsonValue>>;
}

/** A command line in two parts, joined by a blank. */
export interface AuxiliaryCommand {
  readonly command: string;
  readonly args: string;
}

/** What the job may use. An absent limit is not set; the queue's applies. */
export interface JobLimits {
  /** 1 when the server names none. */
  readonly cores: number;
  /** `maxCpuCount`. */
  readonly cpuSeconds?: number;
  /** `maxWalltime`. */
  readonly wallSeconds?: number;
  /** `minRamCount`: what the job is expected to need. */
  readonly memoryMb?: number;
  /** `maxDiskCount`. */
  readonly diskMb?: number;
}

/** An output that the pilot makes itself, of other files (`ZIP_MAP` in the parameters). */
export interface ZipArchive {
  /** Of the output. */
  readonly lfn: string;
  /** Names of inputs and outputs, each a regular expression for whole names. */
  readonly contents: readonly string[];
}

/** A file that the pilot writes before the payload starts: one LFN a line. */
export interface FileList {
  readonly name: string;
  readonly lfns: readonly string[];
}

/**
 * How a job takes part in the event service: it asks for ranges of `events`, it `merge`s what such jobs have made, or it
 * is a `clone`, one of several copies of which the first to run (or to store its outputs) counts.
 */
export type EventService =
  | { readonly role: 'events' }
  | { readonly role: 'merge' }
  | { readonly role: 'clone'; readonly mode: 'runonce' | 'storeonce' };

/** What the server switches on; false when it says nothing. */
export interface JobFlags {
  readonly isHpo: boolean;
  /** The site's virtual placement: inputs are read from afar. */
  readonly useVp: boolean;
  readonly onSiteMerging: boolean;
  readonly putLogToObjectStore: boolean;
  /** `noExecStrCnv`: the parameters are the payload's whole command line, left as they are. */
  readonly literalParameters: boolean;
  /** `inFilePosEvtNum`: event ranges count from the position in the file. */
  readonly eventNumbersByPosition: boolean;
  readonly usePrefetcher: boolean;
}
