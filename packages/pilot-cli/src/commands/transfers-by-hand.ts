import type { StageInOutcome, StageOutOutcome } from '@panda-pilot/movers-core';
import type { ProcessFacts } from '../compose.ts';
import type { ConfigSources } from '../config/config.ts';
import { type HandEngine, type HandWishes, openHandEngine } from '../transfers/hand-engine.ts';
import { type InputsWanted, inputRequests } from '../transfers/input-requests.ts';
import { type OutputsWanted, outputRequests } from '../transfers/output-requests.ts';
import { tellTransfers } from '../transfers/tell-transfers.ts';
import { type TransferWay, transferWay } from '../transfers/transfer-way.ts';

/** What both commands are asked. */
interface HandOptions extends HandWishes {
  readonly copytool?: string | undefined;
  readonly json: boolean;
}

/** What they work with; `stop` ends them. */
interface HandFacts extends Pick<ProcessFacts, 'cwd' | 'env' | 'streams'> {
  readonly sources: ConfigSources;
  readonly stop: AbortSignal;
}

/**
 * `panda-pilot stage-in`: copies files in as a job's inputs are. Resolves with the exit code; rejects once `stop` is
 * aborted, when nothing partial is left.
 */
export function stageIn(options: InputsWanted & HandOptions, facts: HandFacts): Promise<number> {
  return byHand('stage-in', { ...options, ...facts }, async (way) => {
    const requests = await inputRequests(options, way, facts.cwd);
    return (engine) => engine.stageIn(requests, { signal: facts.stop });
  });
}

/** `panda-pilot stage-out`: stores files as a job's outputs are. Resolves and rejects as `stageIn`. */
export function stageOut(options: OutputsWanted & HandOptions, facts: HandFacts): Promise<number> {
  return byHand('stage-out', { ...options, ...facts }, async (way) => {
    const requests = await outputRequests(options, way, facts.cwd);
    return (engine) => engine.stageOut(requests, { signal: facts.stop });
  });
}

type Work = (engine: HandEngine) => Promise<readonly (StageInOutcome | StageOutOutcome)[]>;

async function byHand(
  direction: 'stage-in' | 'stage-out',
  given: HandOptions & HandFacts,
  prepare: (way: TransferWay) => Promise<Work>,
): Promise<number> {
  const way = await transferWay(given.copytool, given.sources, given);
  const work = await prepare(way);
  const engine = await openHandEngine(way, given, given.streams);
  const outcomes = await work(engine).finally(() => engine.close());
  return tellTransfers(outcomes, { json: given.json, direction }, given.streams);
}
