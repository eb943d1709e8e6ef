import type { RunningCommand } from '@panda-pilot/timed-command';
import type { Sandbox } from './sandbox/sandbox.ts';

/**
 * What a launcher can guarantee about a payload, in the order in which reports name it:
 *
 * - `other-account`: its processes and files belong to another uid than the pilot's
 * - `hidden-files`: it can neither read nor write a file that only the pilot may
 * - `guarded-pilot`: it can neither signal the pilot nor read its memory, environment or descriptors
 * - `own-processes`: it sees no process but its own
 * - `certain-kill`: nothing of it survives its end, even what hides
 * - `no-new-privileges`: setuid programs give it nothing
 * - `no-user-namespaces`: it cannot make user namespaces, and so reaches less of the kernel
 * - `own-network`: it reaches no address, no loopback port and no abstract socket of the node
 * - `limited-processes`: it cannot have more processes than the policy allows
 * - `limited-files`: none of its files can be larger than the policy allows
 * - `limited-disk`: outside its sandbox it fills no more than the policy's temporary space
 */
export const guarantees = [
  'other-account',
  'hidden-files',
  'guarded-pilot',
  'own-processes',
  'certain-kill',
  'no-new-privileges',
  'no-user-namespaces',
  'own-network',
  'limited-processes',
  'limited-files',
  'limited-disk',
] as const;

/** One thing that a launcher can guarantee, see {@link guarantees}. */
export type Guarantee = (typeof guarantees)[number];

/** What a site or a job wants of the way in which payloads run. */
export interface Policy {
  /** Without all of these no payload is started. */
  readonly demands: readonly Guarantee[];
  /** `none` cuts it off wherever the launcher can; `shared` is the node's. */
  readonly network: 'shared' | 'none';
  /** Absolute paths that a box shows read-only beside the system's own: software areas. Those that are missing are left out. */
  readonly readable: readonly string[];
  readonly limits: PayloadLimits;
}

/** Limits on one payload; absent means none. */
export interface PayloadLimits {
  /** Processes and threads of the payload's account at a time. */
  readonly processes?: number;
  /** Size of any one file that it writes. */
  readonly fileBytes?: number;
  /** Size of each temporary file system in a box (`/tmp`, `/var/tmp`, `/dev/shm`), 256 MiB when absent. */
  readonly temporaryBytes?: number;
}

/** A program to run in a sandbox. */
export interface Payload {
  readonly sandbox: Sandbox;
  /** An absolute path, as the payload sees it. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Files below `sandbox.work`, made or emptied; written with the payload's own rights where another account runs it. */
  readonly stdout: string;
  readonly stderr: string;
  /** Ends the payload. */
  readonly signal?: AbortSignal;
  /** Between SIGTERM and SIGKILL, 2000 when absent. */
  readonly graceMs?: number;
  /** Wall clock for everything the payload starts, none when absent. */
  readonly timeoutMs?: number;
  /** `counted`: nobody looks at the payload while it runs; its use is what the kernel tells at the end. `sampled` when absent. */
  readonly usage?: 'sampled' | 'counted';
}

/** Where a probe may try things: a directory of the pilot's, and what must stay out of a payload's reach. */
export interface ProbePlace {
  /** Stands on the file system on which payloads will work. */
  readonly directory: string;
  /** Files and directories with secrets or state, absolute: `hidden-files` is proved for each of them. */
  readonly secrets: readonly string[];
}

/** What a probe has shown. */
export interface Proof {
  readonly launcher: string;
  /** What holds, proved by a program that ran in it. */
  readonly guarantees: readonly Guarantee[];
  /** For each of the others, what the program could do or why it could not tell. */
  readonly shortfalls: Readonly<Partial<Record<Guarantee, string>>>;
}

/** One way of starting payloads: as the pilot, as somebody else, in a box, or both. */
export interface Launcher {
  /** `none`, `glexec`, `sudo`, `bubblewrap`, `apptainer`, or two of them joined by `+`. */
  readonly name: string;
  /**
   * Runs a program in it that tries what a hostile payload would. Rejects with a PilotError (GLEXEC_FAILED or one of
   * the container errors) when nothing can be started this way.
   */
  probe(policy: Policy, place: ProbePlace): Promise<Proof>;
  /** Makes or finds the directories of one payload below `root`, owned by the account that it runs as. Rejects with a PilotError. */
  openSandbox(root: string): Promise<Sandbox>;
  /**
   * Starts a payload. Its ending is the payload's own; the result rejects with a PilotError when the launcher itself
   * failed and the payload never ran. Never falls back to another way of starting it.
   */
  launch(payload: Payload, policy: Policy): RunningCommand;
  /** Removes what this launcher has made and not yet removed. Never rejects; resolves with what it could not remove. */
  cleanup(): Promise<readonly string[]>;
}
