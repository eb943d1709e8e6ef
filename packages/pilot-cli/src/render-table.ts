import { onOneLine } from '@panda-pilot/core';
import { hang } from './hang.ts';

type Rows = readonly (readonly string[])[];

/**
 * Rows of cells as lines of aligned columns; the first row is the header. Columns that hold only numbers are aligned to
 * the right. Where `width` is not enough, columns of the titles in `dispensable` go, one after the other, and words of
 * the last column go on below each other. What is wider still is told row by row, a cell a line.
 */
export function renderTable(given: Rows, width = Infinity, dispensable: readonly string[] = []): string {
  const rows = given.map((row) => row.map(onOneLine));
  for (let count = 0; count <= dispensable.length; count += 1) {
    const gone = dispensable.slice(0, count);
    const kept = without(gone, rows);
    const widths = widthsOf(kept);
    if (fits(widths, width)) return `${lines(kept, { widths, width }).join('\n')}\n${apology(gone, width)}`;
  }
  return rowByRow(rows);
}

function without(titles: readonly string[], rows: Rows): Rows {
  const [header = []] = rows;
  return rows.map((row) => row.filter((_, column) => !titles.includes(header[column] ?? '')));
}

function widthsOf(rows: Rows): readonly number[] {
  const columns = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
}

/** In less room words are not read with ease. */
const leastRoom = 32;

function fits(widths: readonly number[], width: number): boolean {
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0);
  // Two columns would not get narrower.
  return widths.length < 3 || before + Math.min(widths.at(-1) ?? 0, leastRoom) <= width;
}

function lines(
  rows: Rows,
  { widths, width }: { readonly widths: readonly number[]; readonly width: number },
): readonly string[] {
  const isNumeric = widths.map((_, column) => rows.slice(1).every((row) => /^[\d.-]*$/.test(row[column] ?? '')));
  return rows.flatMap((row) => {
    const cells = widths.map((room, column) => {
      const cell = row[column] ?? '';
      return isNumeric[column] === true ? cell.padStart(room) : cell.padEnd(room);
    });
    const line = cells.join('  ').trimEnd();
    return line.length <= width ? [line] : hang([...cells.slice(0, -1), ''].join('  '), row.at(-1) ?? '', width);
  });
}

function apology(gone: readonly string[], width: number): string {
  if (gone.length === 0) return '';
  return `\n${hang('', `No room for ${gone.join(', ')}: --json has all.`, width).join('\n')}\n`;
}

/** The first cell, and below it the others that say something, each with the name of its column. */
function rowByRow([header = [], ...rows]: Rows): string {
  const room = Math.max(...header.slice(1).map(({ length }) => length));
  const told = rows.map(([first = '', ...cells]) => [
    first,
    ...cells.flatMap((cell, index) => (cell === '' ? [] : [`  ${(header[index + 1] ?? '').padEnd(room)}  ${cell}`])),
  ]);
  return `${told.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
