import { formatBytes } from '../format.ts';
import type { Resources } from '../story/resources.ts';
import { type Content, html } from './html.ts';

/** Four plots, drawn by the page's script, each with its figures in words. */
export function resourcesSection(resources: Resources): Content {
  const { time, pss, cores, readRate, writeRate, disk, processes } = resources;
  const head = html`<h2 id="resources-title">Resources</h2>`;
  if (time.length < 2) {
    return html`<section id="resources" aria-labelledby="resources-title">
      ${head}
      <p class="lead">
        ${
          time.length === 0
            ? 'The payload was over before it was measured.'
            : 'The payload was measured once only, which makes no plot.'
        }
      </p>
    </section>`;
  }
  const seen = disk.filter((bytes) => bytes !== null);
  const plots = [
    plot('memory', { title: 'Memory', words: `${formatBytes(highest(pss))} of proportional memory at its highest` }),
    plot('cpu', {
      title: 'CPU',
      words: `${highest(cores).toFixed(1)} cores at once at its highest, ${highest(processes)} processes`,
    }),
    plot('io', {
      title: 'Input and output',
      words: `read at up to ${formatBytes(highest(readRate))}/s, written at up to ${formatBytes(highest(writeRate))}/s`,
    }),
    plot('disk', {
      title: 'Disk',
      words:
        seen.length === 0 ? 'never looked at' : `${formatBytes(highest(seen))} in the work directory at its largest`,
    }),
  ];
  return html`<section id="resources" aria-labelledby="resources-title">
    ${head}
    <p class="lead">All processes of the payload together, in ${time.length} samples.</p>
    <div class="plots">${plots}</div>
  </section>`;
}

function plot(id: string, { title, words }: { readonly title: string; readonly words: string }): Content {
  return html`<figure>
    <figcaption>
      <h3>${title}</h3>
      <p>${words}</p>
    </figcaption>
    <div class="plot" data-plot="${id}" role="img" aria-label="${title}: ${words}"></div>
  </figure>`;
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
