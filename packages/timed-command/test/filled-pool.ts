import { FifoPool } from '../src/streams/fifo-pool.ts';
import { watchdogForTest } from './watchdog-for-test.ts';

/** Pipes of this test's own, made already. */
export async function filledPool(): Promise<FifoPool> {
  const fifos = new FifoPool(watchdogForTest());
  await fifos.grow();
  return fifos;
}
