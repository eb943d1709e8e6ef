import type { BoundedLog } from '../evidence/bounded-log.ts';
import { type Content, html } from './html.ts';

/** A line for the page's script: milliseconds since 1970, whether that is exact, who wrote it, level, text. */
export type LogRow = readonly [at: number, exact: 0 | 1, source: string, level: string, text: string];

/** The log as the page's script wants it. */
export function logRows({ lines }: BoundedLog): readonly LogRow[] {
  return lines.map(({ at, exact, source, level, text }) => [at, exact ? 1 : 0, source, level, text]);
}

/** The place of the log, which the page's script fills, and its filters. */
export function logSection({ lines, omitted, shortened }: BoundedLog): Content {
  return html`<section id="log" aria-labelledby="log-title">
    <h2 id="log-title">Log</h2>
    <noscript><p class="cut">The log is shown by this page's script, which is switched off.</p></noscript>
    <form class="filters" id="filters" aria-label="Filter the log">
      <fieldset>
        <legend>Written by</legend>
        ${sources.map(
          (source) => html`<label><input type="checkbox" name="source" value="${source}" checked /> ${source}</label>`,
        )}
      </fieldset>
      <label class="level"
        >Level
        <select name="level">
          <option value="debug">all</option>
          <option value="info">info and worse</option>
          <option value="warn">warnings and errors</option>
          <option value="error">errors</option>
        </select></label
      >
      <label class="text">Contains <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
      <p class="count" id="log-count" role="status"></p>
    </form>
    ${cut(lines.length, { omitted, shortened })}
    <div class="log" id="log-lines" tabindex="0" role="region" aria-label="Lines of the log"></div>
  </section>`;
}

const sources = ['pilot', 'runjob', 'tool', 'payload'];

function cut(kept: number, { omitted, shortened }: Pick<BoundedLog, 'omitted' | 'shortened'>): Content {
  const sentences = [
    ...(omitted === 0
      ? []
      : [
          `Of ${kept + omitted} lines ${omitted} in the middle are left out; warnings and errors among them are kept first.`,
        ]),
    ...(shortened === 0 ? [] : [`${shortened} long ${shortened === 1 ? 'line is' : 'lines are'} cut.`]),
  ];
  return sentences.length === 0 ? undefined : html`<p class="cut">${sentences.join(' ')}</p>`;
}
