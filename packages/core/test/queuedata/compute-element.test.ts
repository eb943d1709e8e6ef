import { expect, it } from 'vitest';
import { computeElements } from '../../src/queuedata/compute-element.ts';
import { read } from './read.ts';

it('reads what factories submit to and keeps the rest', () => {
  expect(read(computeElements, [{ ce_endpoint: 'ce.example:9619', ce_state: '', ce_jobmanager: 'slurm' }, {}])).toEqual(
    [{ endpoint: 'ce.example:9619', other: { ce_jobmanager: 'slurm' } }, { other: {} }],
  );
});

it('refuses what is no list of records', () => {
  expect(() => read(computeElements, {})).toThrow('is not a list');
  expect(() => read(computeElements, [{}, 'ce', { ce_endpoint: [] }])).toThrow(
    '1 is not a record; 2 ce_endpoint is not a text',
  );
});
