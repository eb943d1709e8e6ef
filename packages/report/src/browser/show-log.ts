import type { LogRow } from '../page/log-section.ts';
import { formText } from './form-text.ts';

/** Puts the lines of the log on the page, and shows of them what the filters ask for. Lines are text, never HTML. */
export function showLog(rows: readonly LogRow[]): void {
  const place = document.getElementById('log-lines');
  const filters = document.getElementById('filters');
  const count = document.getElementById('log-count');
  if (place === null || count === null || !(filters instanceof HTMLFormElement)) return;
  const lines = rows.map((row) => ({ row, element: lineOf(row) }));
  place.classList.toggle('many', lines.length > many);
  place.append(...lines.map(({ element }) => element));
  const apply = (): void => {
    const wanted = wishesOf(filters);
    let shown = 0;
    for (const { row, element } of lines) {
      element.hidden = !isWanted(row, wanted);
      if (!element.hidden) shown += 1;
    }
    count.textContent = shown === rows.length ? `${shown} lines` : `${shown} of ${rows.length} lines`;
  };
  filters.addEventListener('input', apply);
  filters.addEventListener('submit', (event) => event.preventDefault());
  apply();
}

/** From here on lines that are not looked at are not laid out. Up to here a picture of the whole page has them all. */
const many = 400;

interface Wishes {
  readonly sources: ReadonlySet<unknown>;
  readonly level: number;
  readonly text: string;
}

const levels = ['debug', 'info', 'warn', 'error'];

function wishesOf(filters: HTMLFormElement): Wishes {
  const given = new FormData(filters);
  return {
    sources: new Set(given.getAll('source')),
    level: levels.indexOf(formText(given, 'level')),
    text: formText(given, 'text').trim().toLowerCase(),
  };
}

function isWanted([, , source, level, text]: LogRow, wishes: Wishes): boolean {
  return (
    wishes.sources.has(source) &&
    levels.indexOf(level) >= wishes.level &&
    (wishes.text === '' || text.toLowerCase().includes(wishes.text))
  );
}

function lineOf([at, exact, source, level, text]: LogRow): HTMLElement {
  const line = document.createElement('div');
  line.className = `line ${level}`;
  const iso = new Date(at).toISOString();
  const time = part('time', `${iso.slice(11, 23)}${exact === 1 ? '' : '~'}`);
  time.title = `${iso}${exact === 1 ? '' : ': when the file was seen to hold the line'}`;
  line.append(
    time,
    part('source', source),
    part('message', level === 'info' ? text : `${level.toUpperCase()}  ${text}`),
  );
  return line;
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
