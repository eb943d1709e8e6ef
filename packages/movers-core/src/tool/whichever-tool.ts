import type { CallOptions, GetRequest, Mover, MoverFeatures, PutRequest, Receipt } from '../contract/mover.ts';
import { MoverError } from '../contract/mover-error.ts';
import { locateTool } from './find-tool.ts';
import type { ToolRunner } from './tool-runner.ts';
import { withSecondTry } from './second-try.ts';
import { toolsets } from './toolsets.ts';

/** Which mover does the work of a copytool, by the program it drives. */
export interface ToolChoice {
  /** The copytool's key, in the table of toolsets. */
  readonly name: string;
  /** One for each program of the copytool's row. */
  readonly byTool: Readonly<Record<string, Mover>>;
  /** What all of them can promise. */
  readonly features: MoverFeatures;
  /** What helps where none is there, beside installing one. */
  readonly instead?: string;
}

/**
 * A mover that passes every call to the one whose program is there: the first of the copytool's row of `toolsets`. Looks at
 * each call, so that a setup that was mended counts at once. Rejects with `tool-missing` where none of them is.
 */
export function whicheverTool(
  { name, byTool, features, instead }: ToolChoice,
  runner: Pick<ToolRunner, 'environment'>,
): Mover {
  const movers = Object.values(byTool);
  const rows = toolsets[name] ?? [];
  const chosen = async (call: CallOptions, file: string): Promise<Mover> => {
    call.signal.throwIfAborted();
    const environment = await runner.environment({ ...call, file });
    for (const { tool } of rows) {
      const mover = byTool[tool];
      if (mover !== undefined && (await locateTool(tool, environment)) !== undefined) return mover;
    }
    const wanted = rows.map(({ tool }) => tool).filter((tool) => tool in byTool);
    const help = instead === undefined ? '' : `, or ${instead}`;
    throw new MoverError(`${name} needs ${wanted.join(' or ')} on PATH${help}`, { kind: 'tool-missing', file });
  };

  return withSecondTry({
    name,
    schemes: [...new Set(movers.flatMap(({ schemes }) => schemes))],
    features,
    get: async (source, destination, call) => (await chosen(call, source.href)).get(source, destination, call),
    put: async (source, destination, call) => (await chosen(call, destination.href)).put(source, destination, call),
    stat: async (file, call) => (await chosen(call, file.href)).stat(file, call),
    checksum: async (file, algorithm, call) => (await chosen(call, file.href)).checksum(file, algorithm, call),
    remove: async (file, call) => (await chosen(call, file.href)).remove(file, call),
    ...(movers.some((mover) => mover.getMany !== undefined) ? { getMany: manyBy(chosen, 'get') } : {}),
    ...(movers.some((mover) => mover.putMany !== undefined) ? { putMany: manyBy(chosen, 'put') } : {}),
  });
}

type Choose = (call: CallOptions, file: string) => Promise<Mover>;

function manyBy(chosen: Choose, direction: 'get'): NonNullable<Mover['getMany']>;
function manyBy(chosen: Choose, direction: 'put'): NonNullable<Mover['putMany']>;
function manyBy(chosen: Choose, direction: 'get' | 'put') {
  return async (requests: readonly (GetRequest & PutRequest)[], call: CallOptions) => {
    const mover = await chosen(call, String(requests[0]?.[direction === 'get' ? 'source' : 'destination'] ?? ''));
    const many = direction === 'get' ? mover.getMany?.bind(mover) : mover.putMany?.bind(mover);
    if (many !== undefined) return many(requests, call);
    const settled: PromiseSettledResult<Receipt>[] = [];
    // One by one: what has no batch of its own has a process for each file.
    for (const { source, destination } of requests) {
      settled.push(...(await Promise.allSettled([mover[direction](source, destination, call)])));
    }
    return settled;
  };
}
