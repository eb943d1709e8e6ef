/** Rows of cells as lines of aligned columns; the first row is the header. Columns that hold only numbers are aligned to the right. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => /^[\d.-]*$/.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) =>
        ((cell) => (numeric[column] === true ? cell.padStart(width) : cell.padEnd(width)))(row[column] ?? ''),
      )
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}
