import { formatDuration, formatLong } from '../format.ts';
import type { JobStory } from '../story/job-story.ts';
import type { Cause } from '../story/outcome.ts';
import { type Content, html } from './html.ts';

/** What a page's tab says. */
export function titleOf({ pandaId, outcome }: JobStory): string {
  const job = pandaId === undefined ? 'Job' : `Job ${pandaId}`;
  return outcome.kind === 'failed' ? `${job}: failed, ${outcome.cause.code}` : `${job}: ${words[outcome.kind]}`;
}

const words = { finished: 'finished', failed: 'failed', running: 'running', 'broken-off': 'broken off' } as const;

/** The head of a job's page: how it ended and, if it failed, why, what to do, and whose it is. */
export function verdict(story: JobStory, overview: string | undefined): Content {
  const { pandaId, outcome } = story;
  return html`<header class="verdict ${outcome.kind}">
    <div class="inner">
      <p class="eyebrow">
        <span class="state">${words[outcome.kind]}</span> <span>PanDA job ${pandaId ?? 'without a number'}</span>${
          overview === undefined ? undefined : html` <a href="${overview}">All jobs</a>`
        }
      </p>
      ${outcome.kind === 'failed' ? failure(outcome.cause) : html`<h1>${headline(story)}</h1>`}
      <nav aria-label="On this page">
        <a href="#timeline">Timeline</a> <a href="#resources">Resources</a> <a href="#files">Files</a>
        <a href="#log">Log</a>
      </nav>
    </div>
  </header>`;
}

const longestHeadline = 400;

function failure({ message, name, code, hint, whose, phase }: Cause): Content {
  return html`<h1>${formatLong(message, longestHeadline)}</h1>
    ${
      message.length > longestHeadline
        ? html`<details>
            <summary>The whole message</summary>
            <p>${message}</p>
          </details>`
        : undefined
    }
    <p class="code">
      <code>${name}</code>
      <span>error ${code}</span>${phase === undefined ? undefined : html` <span>found ${phase}</span>`}
    </p>
    <dl class="advice">
      <div>
        <dt>What to do</dt>
        <dd>${hint}</dd>
      </div>
      ${
        whose === undefined
          ? undefined
          : html`<div>
              <dt>Whose it is</dt>
              <dd>${capital(whose)}</dd>
            </div>`
      }
    </dl>`;
}

function headline({ outcome, files, timeline }: JobStory): string {
  const took = timeline === undefined ? '' : ` in ${formatDuration(timeline.to - timeline.from)}`;
  switch (outcome.kind) {
    case 'finished': {
      const outputs = files.filter(({ role, state }) => role === 'output' && state !== 'missing').length;
      const stored = outputs === 0 ? '' : `, with ${outputs} ${outputs === 1 ? 'output' : 'outputs'} stored`;
      return `The job finished${took}${stored}.`;
    }
    case 'running':
      return 'The job is still running.';
    case 'broken-off':
      return 'Nobody works on this job any more, and nobody has recorded how it ended.';
    case 'failed':
      return outcome.cause.message;
  }
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
