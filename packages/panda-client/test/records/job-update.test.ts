import { describe, expect, it } from 'vitest';
import { isAcknowledged } from '../../src/records/job-update.ts';

describe('isAcknowledged', () => {
  it.each(['alreadydone', 'tobekilled', 'badattemptnr'] as const)('takes %s for the end of a final update', (kind) => {
    expect(isAcknowledged({ commands: [{ kind }] }, { final: true })).toBe(true);
  });

  it('takes an answer without a command for a yes', () => {
    expect(isAcknowledged({ commands: [] }, { final: true })).toBe(true);
    expect(isAcknowledged({ commands: [] }, { final: false })).toBe(true);
  });

  it.each(['tobekilled', 'badattemptnr'] as const)('does not believe that a running job was noted after %s', (kind) => {
    expect(isAcknowledged({ commands: [{ kind: 'debug' }, { kind }] }, { final: false })).toBe(false);
  });
});
