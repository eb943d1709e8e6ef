import type { Guarantee } from '../../src/launcher.ts';

/** What a hostile payload tries, and the guarantee that stops it; `always` for what no launcher lets through. */
export const attacks = {
  'reads the credential file': 'hidden-files',
  'reads the credential through /proc of the pilot': 'guarded-pilot',
  "reads the pilot's environment": 'guarded-pilot',
  "reads the pilot's memory": 'guarded-pilot',
  "finds a secret of the pilot's in its own environment": 'always',
  'inherits a descriptor': 'always',
  'kills a process of the pilot': 'guarded-pilot',
  'stops a process of the pilot': 'guarded-pilot',
  'sees processes of the pilot': 'own-processes',
  'writes into the journal': 'hidden-files',
  'replaces the state': 'hidden-files',
  'connects to a loopback port': 'own-network',
  'connects to an abstract socket': 'own-network',
  'leaves a daemon': 'always',
  'leaves a daemon that hides': 'certain-kill',
  'gains privilege by a setuid program': 'no-new-privileges',
  'makes a user namespace': 'no-user-namespaces',
  'starts more processes than allowed': 'limited-processes',
  'fills the temporary directories': 'limited-disk',
  'writes a file larger than allowed': 'limited-files',
  'passes off the credential as an output by a symbolic link': 'always',
  'passes off the credential as an output by a hard link': 'always',
  'passes off the credential as an output by a linked directory': 'always',
  'hangs the pilot with a FIFO as output': 'always',
  'fills the disk of the pilot with a sparse output': 'always',
  'has the state removed by a link in what is cleaned up': 'always',
  'leaves a directory that cannot be removed': 'always',
  "takes its exit code for the launcher's": 'always',
} as const satisfies Record<string, Guarantee | 'always'>;

/** The name of an attack. */
export type Attack = keyof typeof attacks;

/** What the payload needs to know for its attacks; everything that a real one could find out or guess. */
export interface Briefing {
  readonly pilot: number;
  readonly state: string;
  readonly port: number;
  readonly abstractSocket: string;
  readonly toKill: number;
  readonly toStop: number;
  readonly temporaryBytes: number;
  readonly fileBytes: number;
  readonly processes: number;
  /** A setuid program that the lab has put somewhere. */
  readonly secrets: Readonly<Record<'file' | 'environment' | 'memory', string>>;
}
