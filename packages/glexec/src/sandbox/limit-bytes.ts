import { Transform } from 'node:stream';
import { PilotError } from '@panda-pilot/core';

/** Passes bytes on and fails with FILE_HANDLING_FAILURE once there are more than `maxBytes`: a sparse file may claim any size. */
export function limitBytes(maxBytes: number, name: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= maxBytes) done(null, chunk);
      else done(new PilotError('FILE_HANDLING_FAILURE', `${name} is larger than ${maxBytes} bytes`));
    },
  });
}
