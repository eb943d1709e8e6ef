import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolError } from '@panda-pilot/movers-core';
import { describe, expect, it } from 'vitest';
import { globusTable } from '../src/globus-outcome.ts';

describe('what globus-url-copy says when it fails', () => {
  it.each([
    ['missing', 'not-found'],
    ['local-missing', 'not-found'],
    ['not-allowed', 'denied'],
    ['refused', 'network'],
    ['unknown-host', 'network'],
  ])('%s: %s', (name, kind) => {
    const path = join(import.meta.dirname, `fixtures/outputs/globus-url-copy-10.12-${name}.txt`);
    const outcome = {
      ending: { kind: 'exited', exitCode: 1 },
      stdout: '',
      stderr: readFileSync(path, 'utf8'),
    } as const;
    const error = toolError(outcome, { tool: 'globus-url-copy', file: 'gsiftp://host/file' }, globusTable);
    expect(error).toMatchObject({ kind, exitCode: 1, file: 'gsiftp://host/file' });
    expect(error.message).toMatch(/^globus-url-copy: \S/);
  });
});
