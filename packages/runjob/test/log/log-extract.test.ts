import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { logExtract } from '../../src/log/log-extract.ts';
import { masksFor } from '../../src/secrets/masks.ts';

const noMasks = masksFor(undefined);

const error = {
  type: 'error' as const,
  code: 1305,
  name: 'PAYLOAD_EXECUTION_FAILURE',
  message: 'exit code 3',
  hint: 'read it',
  details: {},
};

describe('logExtract', () => {
  it('has the error first, then the last lines of stderr, then those of stdout', async () => {
    const work = await tree({ 'payload.stderr': 'no calibration\n', 'payload.stdout': 'event 42\n' });
    const text = logExtract(work, error, noMasks);
    expect(text).toMatch(/^PAYLOAD_EXECUTION_FAILURE \(1305\): exit code 3\nread it\n/);
    expect(text.indexOf('no calibration')).toBeLessThan(text.indexOf('event 42'));
  });

  it('keeps to 2,048 characters and still holds the ends of both, in whole lines', async () => {
    const long = (word: string): string => `${`${word}\n`.repeat(5000)}last ${word}\n`;
    const work = await tree({ 'payload.stderr': long('err'), 'payload.stdout': long('out') });
    const text = logExtract(work, { ...error, message: 'm'.repeat(5000) }, noMasks);
    expect(text.length).toBeLessThanOrEqual(2048);
    expect(text).toContain('last err');
    expect(text).toContain('last out');
    expect(text.match(/^--- payload\.\w+\n(?:err|out)\n/gm)).toHaveLength(2);
  });

  it('hides secrets', async () => {
    const work = await tree({ 'payload.stderr': 'https://joe:secret@se.example/f\n' });
    expect(logExtract(work, undefined, noMasks)).not.toContain('secret');
  });

  it('never follows a link, waits for a FIFO, or minds a work directory that is gone', async () => {
    const work = await tree({ secret: 'credential' });
    symlinkSync(join(work, 'secret'), join(work, 'payload.stderr'));
    makeFifo(join(work, 'payload.stdout'));
    expect(logExtract(work, error, noMasks)).not.toContain('credential');
    expect(logExtract(join(await tempDir(), 'gone'), undefined, noMasks)).toBe('');
  });
});
