import type { PilotError } from '@panda-pilot/core';
import type { Policy } from '../launcher.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** A program that shows a command only a part of the node. */
export interface Box {
  readonly name: 'bubblewrap' | 'apptainer';
  /** Finds the program and what it can do, once. Rejects with a PilotError. */
  prepare(): Promise<void>;
  /** What to spawn so that `command` runs inside. `prepare` comes first. */
  wrap(command: readonly string[], view: BoxView): string[];
  /** Whether nothing of the environment that the box is started with gets inside. `prepare` comes first. */
  clearsEnvironment(): boolean;
  /** The environment that the box itself is started with; the payload's goes in by another way. */
  readonly env: Readonly<Record<string, string>>;
  /** What it means that the box ended without having run its command; `words` is what it wrote to stderr. */
  refusal(words: string): PilotError;
}

/** What a command in a box sees and may do. */
export interface BoxView {
  /** Its directories are the only ones that can be written. */
  readonly sandbox: Sandbox;
  readonly policy: Policy;
}
