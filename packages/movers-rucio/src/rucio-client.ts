import {
  type CallOptions,
  type CommandOutcome,
  endedWell,
  isMoverError,
  toolError,
  type ToolRunner,
  unlessMissing,
} from '@panda-pilot/movers-core';
import { didOf } from './did.ts';
import { metadataIn, rucioTable, unknownCommandIn } from './rucio-outcome.ts';

/** The client of Rucio, whichever of its generations. Rejects as movers do. */
export interface RucioClient {
  readonly run: (args: readonly string[], call: CallOptions & { readonly file: string }) => Promise<CommandOutcome>;
  /** What the catalogue says of a file. */
  readonly metadata: (file: URL, call: CallOptions) => Promise<ReadonlyMap<string, string>>;
  /** Says that nobody wants the file any more; resolves where there is none. */
  readonly erase: (file: URL, call: CallOptions) => Promise<void>;
}

export function createRucioClient(runner: ToolRunner): RucioClient {
  const run: RucioClient['run'] = async (args, call) => {
    const outcome = await runner.run('rucio', args, call);
    if (endedWell(outcome)) return outcome;
    throw toolError(outcome, { tool: 'rucio', file: call.file, complaint: unknownCommandIn(outcome) }, rucioTable);
  };
  let spelling: keyof Question = 'nouns';
  const ask = async (question: Question, file: URL, call: CallOptions): Promise<CommandOutcome> => {
    call.signal.throwIfAborted();
    const { scope, name } = didOf(file);
    const asked = () => run([...question[spelling], `${scope}:${name}`], { ...call, file: file.href });
    try {
      return await asked();
    } catch (error) {
      if (spelling === 'verbs' || !isMoverError(error, 'unsupported')) throw error;
      spelling = 'verbs';
      return asked();
    }
  };
  const metadata: RucioClient['metadata'] = async (file, call) =>
    metadataIn((await ask(questions.metadata, file, call)).stdout);

  return {
    run,
    metadata,
    async erase(file, call) {
      const outcome = await unlessMissing(ask(questions.erase, file, call));
      // It ends well when that was refused, and says so on the side.
      if (outcome === undefined || !/Failed to erase DID/.test(`${outcome.stderr}${outcome.stdout}`)) return;
      if ((await unlessMissing(metadata(file, call))) === undefined) return;
      throw toolError(outcome, { tool: 'rucio', file: file.href }, rucioTable);
    },
  };
}

/** What is asked of the catalogue, as clients spell it: today's by nouns, older ones by verbs, and few know both. */
interface Question {
  readonly nouns: readonly string[];
  readonly verbs: readonly string[];
}

const questions = {
  metadata: { nouns: ['did', 'metadata', 'list'], verbs: ['get-metadata'] },
  erase: { nouns: ['did', 'remove'], verbs: ['erase'] },
} as const satisfies Readonly<Record<string, Question>>;
