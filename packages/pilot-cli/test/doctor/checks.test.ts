import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '../../src/doctor/checks.ts';

it('every check is in the table of docs/doctor.md, in this order, and is one word', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/doctor.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(rows).toEqual(checks.map(({ name }) => name));
});
