/**
 * Rows of cells as lines of aligned columns; the first row is the header. Columns that hold only numbers are aligned to the right. What is wider than
 * `width` is told row by row instead, a cell a line.
 */
export function renderTable(rows: readonly (readonly string[])[], width = Infinity): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => /^[\d.-]*$/.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    widths
      .map((room, column) =>
        ((cell) => (numeric[column] === true ? cell.padStart(room) : cell.padEnd(room)))(row[column] ?? ''),
      )
      .join('  ')
      .trimEnd();
  const lines = rows.map(line);
  // Two columns would not get narrower.
  const fits = columns < 3 || lines.every(({ length }) => length <= width);
  return fits ? `${lines.join('\n')}\n` : rowByRow(rows);
}

/** The first cell, and below it the others that say something, each with the name of its column. */
function rowByRow([header = [], ...rows]: readonly (readonly string[])[]): string {
  const room = Math.max(...header.slice(1).map(({ length }) => length));
  const told = rows.map(([first = '', ...cells]) => [
    first,
    ...cells.flatMap((cell, index) => (cell === '' ? [] : [`  ${(header[index + 1] ?? '').padEnd(room)}  ${cell}`])),
  ]);
  return `${told.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
