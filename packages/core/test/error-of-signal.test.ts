import { expect, it } from 'vitest';
import { errorOfSignal } from '../src/error-of-signal.ts';

it.each([
  ['SIGTERM', 1201, 'Stopped by SIGTERM: the pilot was told to end'],
  ['SIGHUP', 1200, 'Killed by an unexpected signal: the pilot was told to end by SIGHUP'],
])('gives %s its number', (signal, code, message) => {
  expect(errorOfSignal(signal, 'the pilot')).toMatchObject({ code, message });
});
