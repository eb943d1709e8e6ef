import { expect, it } from 'vitest';
import { isPilot, mayHaveProxyKey } from '../../src/classic/role.ts';

it.each([
  ['/atlas/Role=production', true, true],
  ['/atlas/usatlas/Role=pilot', true, true],
  ['/atlas/Role=pilot', true, true],
  ['/dune/Role=production', true, true],
  ['/dune/sub/Role=production', false, false],
  ['/dune/Role=pilot', false, false],
  ['/atlas/Role=NULL', true, false],
  ['/cms/Role=NULL', true, false],
])('%s is a pilot: %s, may have a proxy key: %s', (fqan, pilot, key) => {
  const caller = { dn: 'x', fqans: [fqan] };
  expect([isPilot(caller), mayHaveProxyKey(caller)]).toEqual([pilot, key]);
});

it('nobody is neither', () => {
  expect([isPilot(undefined), mayHaveProxyKey(undefined)]).toEqual([false, false]);
});
