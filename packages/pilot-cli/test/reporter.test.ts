import { describe, expect, it } from 'vitest';
import { createReporter } from '../src/reporter.ts';

const transfer = { pandaId: 7, direction: 'stage-in', lfn: 'in.root', totalBytes: 2_500_000 } as const;

const run = { queue: 'Q', slots: 1, env: {}, stop: new AbortController().signal };

async function told(isTTY: boolean, env: Readonly<Record<string, string>>): Promise<string> {
  let written = '';
  const stderr = {
    write: (text: string) => (written += text),
    paint: (text: string) => (written += text),
    isTTY,
    columns: 80,
    rows: 24,
  };
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
