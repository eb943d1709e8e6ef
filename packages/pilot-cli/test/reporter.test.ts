import { describe, expect, it } from 'vitest';
import { bytes, createReporter, describeEvent } from '../src/reporter.ts';
import { renderTable } from '../src/render-table.ts';

const transfer = { pandaId: 7, direction: 'stage-in', lfn: 'in.root', totalBytes: 2_500_000 } as const;

describe('describeEvent', () => {
  it.each([
    [{ ...transfer, type: 'transfer-progress', bytes: 1_000_000 } as const, undefined],
    [
      { ...transfer, type: 'transfer-ended', bytes: 2_500_000, durationMs: 1234 } as const,
      'job 7  <- in.root  done: 2.5 MB in 1.23 s',
    ],
    [
      { ...transfer, type: 'transfer-ended', bytes: 0, durationMs: 1, error: 'gone' } as const,
      'job 7  <- in.root  failed: gone',
    ],
    [{ type: 'phase', phase: 'running', pandaId: 7 } as const, undefined],
  ])('writes one line for %j', (event, line) => {
    expect(describeEvent(event)).toBe(line);
  });
});

const run = { queue: 'Q', slots: 1, env: {}, stop: new AbortController().signal };

async function told(isTTY: boolean, env: Readonly<Record<string, string>>): Promise<string> {
  let written = '';
  const stderr = { write: (text: string) => (written += text), isTTY, columns: 80, rows: 24 };
  const reporter = await createReporter({ stdout: { write: () => true }, stderr }, { ...run, env });
  reporter.report({ ...transfer, type: 'transfer-started', bytes: 0 });
  reporter.report({ ...transfer, type: 'transfer-ended', bytes: 0, durationMs: 1, error: 'gone' });
  reporter.close();
  return written;
}

describe('the reporter', () => {
  it('is silent when nobody watches', async () => {
    expect(await told(false, {})).toBe('');
  });

  it('writes lines where the cursor cannot be moved', async () => {
    expect(await told(true, { TERM: 'dumb' })).toBe('job 7  <- in.root  failed: gone\n');
  });

  it('keeps a screen below the lines that stay, with no colour if none is wanted', async () => {
    const written = await told(true, { NO_COLOR: '1' });
    expect(written).toContain('job 7  <- in.root  failed: gone\n');
    expect(written).toMatch(/panda-pilot {2}Q {2}0:00 {2}0 finished, 0 failed\n/);
    // eslint-disable-next-line no-control-regex -- the codes of colours are what is looked for
    expect(written).not.toMatch(/\u001B\[\d+m/);
    expect(await told(true, {})).toContain('\u001B[1mpanda-pilot');
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_000_000_000, '2.0 GB'],
  ])('writes %i as %s', (count, text) => {
    expect(bytes(count)).toBe(text);
  });
});

describe('renderTable', () => {
  it('aligns words to the left and numbers to the right', () => {
    expect(
      renderTable([
        ['job', 'n'],
        ['a', '1'],
        ['long', '10'],
      ]),
    ).toBe('job    n\na      1\nlong  10\n');
  });
});
