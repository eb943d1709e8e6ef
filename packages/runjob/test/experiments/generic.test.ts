import { describe, expect, it } from 'vitest';
import { generic } from '../../src/experiments/generic.ts';

describe('generic', () => {
  it('looks for transformations in the homepackage first', () => {
    const step = { transformation: 'run.sh', parameters: '' };
    expect(generic.folders({ ...step, homepackage: 'tools/1.2' })).toEqual(['tools/1.2']);
    expect(generic.folders(step)).toEqual([]);
  });
});
