import { formatDuration, formatMoment } from '../format.ts';
import type { Span, Timeline } from '../story/timeline.ts';
import { type Content, html } from './html.ts';
import { ticksOf } from './ticks.ts';

/** A row for each phase and transfer, on one axis. */
export function timelineSection(timeline: Timeline): Content {
  const { spans, omitted, from, to } = timeline;
  if (spans.length === 0) return undefined;
  return html`<section id="timeline" aria-labelledby="timeline-title">
    <h2 id="timeline-title">Timeline</h2>
    <p class="lead">${formatMoment(from)}, ${formatDuration(to - from)} in all.</p>
    <ol class="gantt">
      ${spans.map((span) => row(span, timeline))}
    </ol>
    ${axis(timeline)}
    ${omitted === 0 ? undefined : html`<p class="cut">${omitted} further transfers are not drawn; the table of files has them.</p>`}
  </section>`;
}

function row(span: Span, timeline: Timeline): Content {
  const { kind, label, failed, note } = span;
  const name =
    kind === 'transfer'
      ? html`<code class="name" title="${label}">${abbreviated(label)}</code>`
      : html`<span class="name">${label}</span>`;
  return html`<li class="${kind}${failed ? ' failed' : ''}">
    ${name} ${bar(span, timeline)}
    <span class="took">${formatDuration(span.to - span.from)}</span
    >${note === undefined ? undefined : html`<span class="note">${note}</span>`}
  </li>`;
}

/** Names of files differ at their ends: what is too long loses its middle. */
function abbreviated(name: string): string {
  return name.length <= 26 ? name : `${name.slice(0, 9)}…${name.slice(-16)}`;
}

/** At least so wide, in percent: what took a moment is to be seen, too. */
const narrowest = 0.5;

function bar({ from, to }: Span, timeline: Timeline): Content {
  const width = Math.max(narrowest, percent(to, timeline) - percent(from, timeline));
  const start = Math.min(percent(from, timeline), 100 - width);
  const { failedAt } = timeline;
  return html`<svg class="bar" width="100%" height="16" aria-hidden="true">
    <rect class="track" x="0" y="7.5" width="100%" height="1" />
    <rect class="span" x="${fixed(start)}%" y="2" width="${fixed(width)}%" height="12" rx="2" />
    ${
      failedAt === undefined
        ? undefined
        : html`<line
            class="fault"
            x1="${fixed(percent(failedAt, timeline))}%"
            x2="${fixed(percent(failedAt, timeline))}%"
            y1="0"
            y2="16"
          />`
    }
  </svg>`;
}

function axis(timeline: Timeline): Content {
  const ticks = ticksOf(timeline.to - timeline.from);
  return html`<div class="axis" aria-hidden="true">
    <svg width="100%" height="22">
      ${ticks.map((ms) => {
        const at = percent(timeline.from + ms, timeline);
        const anchor = at < 4 ? 'start' : at > 94 ? 'end' : 'middle';
        return html`<line x1="${fixed(at)}%" x2="${fixed(at)}%" y1="0" y2="5" /><text
            x="${fixed(at)}%"
            y="18"
            text-anchor="${anchor}"
            >${ms === 0 ? '0' : formatTick(ms)}</text
          >`;
      })}
    </svg>
  </div>`;
}

function formatTick(ms: number): string {
  if (ms < 60_000) return ms % 1000 === 0 ? `${ms / 1000} s` : formatDuration(ms);
  if (ms < 3_600_000) return `${ms / 60_000} min`;
  return `${ms / 3_600_000} h`;
}

function percent(at: number, { from, to }: Timeline): number {
  return to > from ? Math.min(100, Math.max(0, (100 * (at - from)) / (to - from))) : 0;
}

function fixed(number: number): string {
  return number.toFixed(3);
}
