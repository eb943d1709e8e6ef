import type { JobStory } from '../story/job-story.ts';
import { filesSection } from './files-section.ts';
import { type Content, dataBlock, html } from './html.ts';
import type { PageContent } from './document.ts';
import { logRows, logSection } from './log-section.ts';
import { resourcesSection } from './resources-section.ts';
import { timelineSection } from './timeline-section.ts';
import { titleOf, verdict } from './verdict.ts';

/** The page of one job: outcome and cause, then what happened, what it used, its files, its log. */
export function jobPage(story: JobStory, { overview }: { readonly overview?: string } = {}): PageContent {
  const { timeline, resources, files, log } = story;
  return {
    title: titleOf(story),
    body: html` ${verdict(story, overview)}
      <main>
        ${lastWords(story)} ${facts(story)} ${notices(story)}
        ${timeline === undefined ? undefined : timelineSection(timeline)} ${resourcesSection(resources)}
        ${filesSection(files)} ${logSection(log)}
      </main>
      ${footer(story)} ${dataBlock('data', { resources, log: logRows(log) })}`,
  };
}

function facts({ facts }: JobStory): Content {
  return html`<section aria-label="At a glance">
    <dl class="facts">
      ${facts.map(
        ({ label, value, note }) =>
          html`<div class="${value.length > 24 ? 'long' : 'short'}">
            <dt>${label}</dt>
            <dd>${value}${note === undefined ? undefined : html` <small>${note}</small>`}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function notices({ notices }: JobStory): Content {
  if (notices.length === 0) return undefined;
  return html`<ul class="notices" aria-label="Notices">
    ${notices.map((notice) => html`<li>${notice}</li>`)}
  </ul>`;
}

function lastWords({ lastWords, outcome }: JobStory): Content {
  if (lastWords === '' || outcome.kind === 'finished') return undefined;
  return html`<section aria-labelledby="words">
    <h2 id="words">What the payload said last</h2>
    <pre class="words" tabindex="0" role="region" aria-label="Last lines of the payload">${lastWords}</pre>
  </section>`;
}

function footer({ origin }: JobStory): Content {
  return html`<footer>
    Made by panda-pilot from the ${origin.kind} <code>${origin.path}</code>. This page is one file: it asks no network
    for anything.
  </footer>`;
}
