import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeMovers, moverRows } from '../src/staging/movers-list.ts';

it('docs/movers.md has the support table of today', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/movers.md'), 'utf8');
  const table = text.slice(text.indexOf('<!-- table -->'), text.indexOf('<!-- end -->'));
  const written = table
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| -'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(written, 'node scripts/movers-doc.mjs writes it').toEqual(moverRows(await describeMovers()));
});
