import { tmpdir } from 'node:os';
import { type Logger, silentLogger } from '@panda-pilot/core';
import { createTransferEngine, removeOrphans, type TransferEngine, type TransferEvent } from '@panda-pilot/movers-core';
import { moverTools, siteMovers } from '@panda-pilot/runjob';
import { destination, pino } from 'pino';
import type { TransferScreen } from '../screen/transfer-screen.ts';
import type { Streams } from '../streams.ts';
import type { TransferWay } from './transfer-way.ts';

/** How patient a person is, and what she wants to see. */
export interface HandWishes {
  /** For one try of one transfer; absent: by the size of the file. */
  readonly timeoutSeconds?: number | undefined;
  /** Of one copytool with one URL; absent: as the queue says. */
  readonly tries?: number | undefined;
  /** The log of engine and movers goes to stderr, as JSON lines, in place of the screen. */
  readonly verbose: boolean;
}

/** The engine of a job, for files that are moved by hand. */
export interface HandEngine extends TransferEngine {
  /** Takes the screen away. */
  close(): void;
}

/** Shows its transfers on stderr where that is a terminal that can. Removes what those that were killed have left. */
export async function openHandEngine(
  { queuedata, env }: TransferWay,
  wishes: HandWishes,
  streams: Streams,
): Promise<HandEngine> {
  await removeOrphans(tmpdir());
  const screen = wishes.verbose ? undefined : await openScreen(streams, env);
  const logger = wishes.verbose ? stderrLogger() : silentLogger;
  const movers = siteMovers(queuedata, moverTools(env));
  const closing = new AbortController();
  const { timeoutSeconds, tries } = wishes;
  const engine = createTransferEngine({
    movers,
    queuedata,
    logger,
    onEvent(event) {
      screen?.show(event);
      if (screen !== undefined) void tellSize(event, { movers, screen, signal: closing.signal });
    },
    limits: {
      ...(timeoutSeconds === undefined ? {} : { transferTimeoutMs: () => timeoutSeconds * 1000 }),
      ...(tries === undefined ? {} : { stageInTries: tries, stageOutTries: tries }),
    },
  });
  return {
    ...engine,
    close() {
      closing.abort();
      screen?.close();
    },
  };
}

async function openScreen(
  { stderr }: Streams,
  env: Readonly<Record<string, string>>,
): Promise<TransferScreen | undefined> {
  if (!stderr.isTTY || env['TERM'] === 'dumb') return undefined;
  const { createTransferScreen } = await import('../screen/transfer-screen.ts');
  return createTransferScreen(stderr, env);
}

/**
 * A person who names a URL seldom knows the size, and without it nobody knows the time left: the storage is asked
 * beside the transfer.
 */
async function tellSize(
  event: TransferEvent,
  to: {
    readonly movers: ReturnType<typeof siteMovers>;
    readonly screen: TransferScreen;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  if (event.type !== 'transfer-started' || event.totalBytes !== undefined) return;
  try {
    const mover = await to.movers(event.copytool, event.direction);
    const { size } = await mover.stat(new URL(event.url), {
      signal: to.signal,
      timeoutMs: 10_000,
      logger: silentLogger,
    });
    to.screen.size(event, size);
  } catch {
    // The transfer itself tells what is wrong with the file.
  }
}

function stderrLogger(): Logger {
  return pino({ level: 'debug', base: { process: 'pilot' } }, destination({ dest: 2, sync: true }));
}
