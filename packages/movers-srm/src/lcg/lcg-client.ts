import {
  type CallOptions,
  type CommandOutcome,
  endedWell,
  hasCrashed,
  type OutcomeTable,
  toolError,
  type ToolRunner,
  wordsIn,
} from '@panda-pilot/movers-core';
import { srmOutcomes } from '../srm-outcomes.ts';

/** Runs the programs of lcg_util. */
export interface LcgClient {
  /** Rejects for whatever is no success. `srm`: the program takes a limit for SRM requests too. */
  ask(tool: string, words: readonly string[], call: LcgCall): Promise<CommandOutcome>;
}

export interface LcgCall extends CallOptions {
  readonly file: string;
}

export function createLcgClient(runner: ToolRunner): LcgClient {
  let news: Promise<boolean> | undefined;

  /** Two generations are about; the newer one knows three time limits instead of one. */
  const isNew = async (call: LcgCall): Promise<boolean> => {
    const outcome = await runner.run('lcg-cp', ['-h'], call);
    if (hasCrashed(outcome.ending)) throw toolError(outcome, { tool: 'lcg-cp', file: call.file }, lcgOutcomes);
    const { stdout, stderr } = outcome;
    return `${stdout}${stderr}`.includes('--connect-timeout');
  };

  return {
    async ask(tool, words, call) {
      news ??= isNew(call);
      const known = await news.catch((error: unknown) => {
        news = undefined;
        throw error;
      });
      const limits = known ? newLimits(tool, call) : ['-t', seconds(call)];
      const outcome = await runner.run(tool, [...limits, ...words], call);
      const { stdout, stderr } = outcome;
      // These end well whatever became of the request.
      const failed = wordsIn(`${stderr}\n${stdout}`).find((line) => /\[ERROR\]|CacheException/.test(line));
      if (endedWell(outcome) && failed === undefined) return outcome;
      throw toolError(outcome, { tool, file: call.file, complaint: failed }, lcgOutcomes);
    },
  };
}

const lcgOutcomes: OutcomeTable = { rows: srmOutcomes, exitCodes: {} };

function newLimits(tool: string, call: LcgCall): readonly string[] {
  const rest = ['--connect-timeout=300', `--sendreceive-timeout=${seconds(call)}`];
  const isQuestion = tool === 'lcg-ls' || tool === 'lcg-get-checksum';
  return isQuestion ? rest : [`--srm-timeout=${seconds(call)}`, ...rest];
}

function seconds({ timeoutMs }: CallOptions): string {
  return String(Math.max(1, Math.ceil(timeoutMs / 1000)));
}
