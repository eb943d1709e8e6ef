import { writeDurably } from '@panda-pilot/runjob';

/** Writes what Harvester reads, which may run as another account: a reader sees the whole of it, or of what was there before. */
export async function writeShared(path: string, text: string): Promise<void> {
  await writeDurably(path, `${text}\n`, 0o644);
}
