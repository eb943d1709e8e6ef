import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import type { Mover } from '../contract/mover.ts';
import type { StageInOutcome, StageInRequest, StageOutOutcome, StageOutRequest } from '../engine/staging.ts';
import { createTransferEngine, type TransferEngine } from '../engine/transfer-engine.ts';
import { digestOf, type Workplace } from './workplace.ts';

/** An engine that has this mover alone, tries twice, and does not pause. */
export function engineOf(mover: Mover): TransferEngine {
  const queuedata = JSON.stringify({
    nickname: 'CONFORMANCE',
    copytool: mover.name,
    stageinretry: 2,
    stageoutretry: 2,
  });
  return createTransferEngine({
    movers: () => Promise.resolve(mover),
    queuedata: parseQueuedata(queuedata),
    logger: silentLogger,
    onEvent: () => undefined,
    limits: { backOffMs: 1 },
  });
}

export async function stageIn({ options }: Workplace, engine: TransferEngine, request: StageInRequest) {
  return only(await engine.stageIn([request], options));
}

export async function stageOut({ options }: Workplace, engine: TransferEngine, request: StageOutRequest) {
  return only(await engine.stageOut([request], options));
}

function only<T>(outcomes: readonly T[]): T {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) throw new Error(`${outcomes.length} outcomes of one file`);
  return outcome;
}

/** An input that the catalogue knows to have this content. */
export function requestFor({ url, local }: Workplace, content: Uint8Array): StageInRequest {
  const file = { lfn: 'file', sizeBytes: content.length, checksum: digestOf('adler32', content) };
  return { file, replicas: [url('file')], destination: local('input') };
}

/** An output with this content. */
export async function outputOf({ url, write }: Workplace, content: Uint8Array): Promise<StageOutRequest> {
  const file = { lfn: 'output', guid: '0F1E2D3C-0000-4A5B-8C7D-112233445566', optional: false };
  return { file, source: await write('output', content), destination: url('output'), role: 'output' };
}

/** What an outcome comes to, in a word. */
export function codeOf(outcome: StageInOutcome | StageOutOutcome): string {
  return outcome.kind === 'failed' ? outcome.error.errorName : outcome.kind;
}
