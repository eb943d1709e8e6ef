import { formatDuration, formatLong, formatMoment } from '../format.ts';
import type { JobStory } from '../story/job-story.ts';
import type { Cause, Outcome } from '../story/outcome.ts';
import type { PageContent } from './document.ts';
import { type Content, html } from './html.ts';

/** A job among others, and the page that tells of it. */
export interface OverviewEntry {
  readonly story: Pick<JobStory, 'pandaId' | 'outcome' | 'timeline'>;
  /** Relative to the overview. */
  readonly href: string;
}

/** The page over many jobs: how they ended, failures by code, and a row for each. */
export function overviewPage(entries: readonly OverviewEntry[]): PageContent {
  const outcomes = entries.map(({ story }) => story.outcome.kind);
  const count = (kind: Outcome['kind']): number => outcomes.filter((one) => one === kind).length;
  const failed = count('failed');
  const counts = kinds.map((kind) => ({ kind, count: count(kind) })).filter((one) => one.count > 0);
  return {
    title: `${entries.length} PanDA jobs: ${failed} failed`,
    body: html`<header class="verdict ${failed > 0 ? 'failed' : 'finished'}">
        <div class="inner">
          <p class="eyebrow"><span>PanDA jobs</span>${periodOf(entries)}</p>
          <h1>${headline(entries.length, failed)}</h1>
          <ul class="counts">
            ${counts.map(({ kind, count }) => html`<li class="${kind}"><b>${count}</b> ${words[kind]}</li>`)}
          </ul>
          ${share(counts, entries.length)}
        </div>
      </header>
      <main>${failures(entries)}${jobs(entries)}</main>
      <footer>Made by panda-pilot. These pages ask no network for anything.</footer>`,
  };
}

const kinds = ['finished', 'failed', 'running', 'broken-off'] as const;
const words = { finished: 'finished', failed: 'failed', running: 'running', 'broken-off': 'broken off' } as const;

function headline(all: number, failed: number): string {
  if (failed === 0) return all === 1 ? 'The job did not fail.' : `None of ${all} jobs failed.`;
  return `${failed} of ${all} jobs failed.`;
}

function periodOf(entries: readonly OverviewEntry[]): Content {
  let [from, to] = [Infinity, -Infinity];
  for (const { story } of entries) {
    from = Math.min(from, story.timeline?.from ?? from);
    to = Math.max(to, story.timeline?.to ?? to);
  }
  if (to < from) return undefined;
  return html` <span>${formatMoment(from)}, ${formatDuration(to - from)}</span>`;
}

function share(counts: readonly { readonly kind: string; readonly count: number }[], all: number): Content {
  let start = 0;
  return html`<svg class="share" width="100%" height="10" aria-hidden="true">
    ${counts.map(({ kind, count }) => {
      const width = (100 * count) / all;
      const part = html`<rect class="${kind}" x="${start.toFixed(3)}%" width="${width.toFixed(3)}%" height="10" />`;
      start += width;
      return part;
    })}
  </svg>`;
}

interface FailureGroup {
  readonly cause: Cause;
  readonly entries: readonly OverviewEntry[];
}

function failures(entries: readonly OverviewEntry[]): Content {
  const groups = groupsOf(entries);
  if (groups.length === 0) return undefined;
  return html`<section aria-labelledby="failures-title">
    <h2 id="failures-title">Failures by code</h2>
    <ol class="failures">
      ${groups.map(
        ({ cause, entries: members }) =>
          html`<li>
            <b>${members.length}</b>
            <p class="code"><code>${cause.name}</code> <span>error ${cause.code}</span></p>
            <p class="hint">${cause.hint}</p>
            <p class="members">
              ${members.slice(0, 40).map(({ story, href }) => html`<a href="${href}">${story.pandaId ?? 'job'}</a> `)}${
                members.length > 40 ? `and ${members.length - 40} more` : undefined
              }
            </p>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** The most frequent first. */
function groupsOf(entries: readonly OverviewEntry[]): readonly FailureGroup[] {
  const groups = new Map<number, { readonly cause: Cause; readonly entries: OverviewEntry[] }>();
  for (const entry of entries) {
    const { outcome } = entry.story;
    if (outcome.kind !== 'failed') continue;
    const group = groups.get(outcome.cause.code) ?? { cause: outcome.cause, entries: [] };
    group.entries.push(entry);
    groups.set(outcome.cause.code, group);
  }
  return [...groups.values()].toSorted((a, b) => b.entries.length - a.entries.length);
}

function jobs(entries: readonly OverviewEntry[]): Content {
  const longest = entries.reduce((most, { story }) => Math.max(most, tookMs(story)), 1);
  return html`<section aria-labelledby="jobs-title">
    <h2 id="jobs-title">Jobs</h2>
    <form class="filters" id="job-filters" aria-label="Filter the jobs">
      <label class="level"
        >Outcome
        <select name="outcome">
          <option value="">all</option>
          ${kinds.map((kind) => html`<option value="${kind}">${words[kind]}</option>`)}
        </select></label
      >
      <label class="text">Contains <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
      <p class="count" id="job-count" role="status"></p>
    </form>
    <table
      class="cards jobs ${entries.length > many ? 'many' : ''}"
      id="jobs"
      role="table"
      aria-labelledby="jobs-title"
    >
      <thead role="rowgroup">
        <tr role="row">
          ${titles.map(
            (title) =>
              html`<th role="columnheader" scope="col" class="${title === 'Took' ? 'number' : 'text'}">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${ranked(entries).map((entry) => jobRow(entry, longest))}
      </tbody>
    </table>
  </section>`;
}

/** From here on rows that are not looked at are not laid out. Up to here a picture of the whole page has them all. */
const many = 200;

/** What went wrong first, and among its like the oldest first. */
function ranked(entries: readonly OverviewEntry[]): readonly OverviewEntry[] {
  const rank = ({ story }: OverviewEntry): number => ranks.indexOf(story.outcome.kind);
  const began = ({ story }: OverviewEntry): number => story.timeline?.from ?? 0;
  return entries.toSorted((a, b) => rank(a) - rank(b) || began(a) - began(b));
}

const ranks = ['failed', 'broken-off', 'running', 'finished'] as const satisfies readonly Outcome['kind'][];

const titles = ['PanDA job', 'Outcome', 'Why', 'Began', 'Took'];

function jobRow({ story, href }: OverviewEntry, longest: number): Content {
  const { outcome, pandaId, timeline } = story;
  const why =
    outcome.kind === 'failed'
      ? html`<code>${outcome.cause.name}</code> <span class="error-code">${outcome.cause.code}</span
          ><span class="reason">${formatLong(outcome.cause.message, 300)}</span>`
      : undefined;
  const cells = [
    html`<a href="${href}">${pandaId ?? 'job'}</a>`,
    html`<span class="state ${outcome.kind}">${words[outcome.kind]}</span>`,
    why ?? html`<span class="none">–</span>`,
    timeline === undefined ? html`<span class="none">–</span>` : formatMoment(timeline.from),
    html`${formatDuration(tookMs(story))}<svg class="duration" width="100%" height="4" aria-hidden="true">
        <rect width="${((100 * tookMs(story)) / longest).toFixed(2)}%" height="4" rx="2" />
      </svg>`,
  ];
  return html`<tr role="row" data-outcome="${outcome.kind}">
    ${cells.map(
      (cell, index) =>
        html`<td
          role="cell"
          class="${index === 2 ? 'wide' : index === 4 ? 'number' : 'text'}"
          data-label="${titles[index]}"
        >
          ${cell}
        </td>`,
    )}
  </tr>`;
}

function tookMs({ timeline }: Pick<JobStory, 'timeline'>): number {
  return timeline === undefined ? 0 : timeline.to - timeline.from;
}
