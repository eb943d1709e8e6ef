import type { ProcessFacts } from './compose.ts';
import type { ExitCodeScheme } from './older-pilots/exit-code-schemes.ts';
import type { Wishes } from './signals.ts';

/** What the commands are given by the process. */
export interface ProgramDeps {
  readonly facts: ProcessFacts;
  readonly wishes: Wishes;
  readonly setExitCode: (code: number) => void;
  /** Told as soon as the settings are known: what fails after that ends with these numbers. */
  readonly useExitCodes: (scheme: ExitCodeScheme) => void;
}
