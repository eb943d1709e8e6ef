import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** At most so many bytes of the end of a file that a payload, or the box around it, has written; links are not followed. */
export async function lastWords(path: string): Promise<string> {
  const longest = 2048;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ length: longest, position: Math.max(0, size - longest) });
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
