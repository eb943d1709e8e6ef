import { formatBytes, formatDuration, formatLong, formatRate } from '../format.ts';
import type { FileRow } from '../story/file-row.ts';
import { type Content, html } from './html.ts';

const mostRows = 1000;

/** A table of inputs, outputs and the log. */
export function filesSection(files: readonly FileRow[]): Content {
  const head = html`<h2 id="files-title">Files</h2>`;
  if (files.length === 0) {
    return html`<section id="files" aria-labelledby="files-title">
      ${head}
      <p class="lead">Nothing tells of any file.</p>
    </section>`;
  }
  const omitted = Math.max(0, files.length - mostRows);
  return html`<section id="files" aria-labelledby="files-title">
    ${head}
    <table class="cards" role="table" aria-labelledby="files-title">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(({ title, kind }) => html`<th role="columnheader" scope="col" class="${kind}">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${files.slice(0, mostRows).map(
          (file) =>
            html`<tr role="row" class="${file.state}">
              ${columns.map(
                ({ title, kind, cell }) =>
                  html`<td role="cell" class="${kind}" data-label="${title}">${cell(file)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    ${omitted === 0 ? undefined : html`<p class="cut">${omitted} further files are left out.</p>`}
  </section>`;
}

interface Column {
  readonly title: string;
  readonly kind: 'text' | 'number' | 'wide';
  readonly cell: (file: FileRow) => Content;
}

const dash = html`<span class="none">–</span>`;

const columns: readonly Column[] = [
  { title: 'File', kind: 'wide', cell: nameOf },
  { title: 'Role', kind: 'text', cell: ({ role }) => role },
  { title: 'Became', kind: 'text', cell: stateOf },
  { title: 'Size', kind: 'number', cell: ({ sizeBytes }) => (sizeBytes === undefined ? dash : formatBytes(sizeBytes)) },
  {
    title: 'Took',
    kind: 'number',
    cell: ({ durationMs }) => (durationMs === undefined ? dash : formatDuration(durationMs)),
  },
  { title: 'Rate', kind: 'number', cell: rateOf },
  {
    title: 'Checksum',
    kind: 'text',
    cell: ({ checksum }) => (checksum === undefined ? dash : html`<code>${checksum}</code>`),
  },
  { title: 'Copytool', kind: 'text', cell: ({ copytool }) => copytool ?? dash },
];

/** Names of files have at most 255 characters on disks; what a job calls so may have more. */
const longestName = 255;
const longestUrl = 1000;

function nameOf({ lfn, scope, surl, error }: FileRow): Content {
  return html`<code class="lfn"
      >${scope === undefined ? undefined : html`<span class="scope">${scope}:</span>`}${formatLong(lfn, longestName)}</code
    >${
      surl === undefined ? undefined : html`<span class="surl">${formatLong(surl, longestUrl)}</span>`
    }${error === undefined ? undefined : html`<span class="reason">${formatLong(error.reason, longestUrl)} (${error.code})</span>`}`;
}

function stateOf({ state, role, verification }: FileRow): Content {
  const verified = verification === undefined ? '' : `, ${compared[verification] ?? verification}`;
  const done = role === 'input' ? 'staged in' : 'stored';
  const words = {
    moved: `${done}${verified}`,
    present: `was there${verified}`,
    failed: 'failed',
    missing: 'never moved',
  };
  return html`<span class="became">${words[state]}</span>`;
}

const compared: Readonly<Record<string, string>> = {
  checksum: 'checksum verified',
  size: 'size verified',
  tool: 'verified by the tool',
};

function rateOf({ state, sizeBytes, durationMs }: FileRow): Content {
  if (state !== 'moved' || sizeBytes === undefined || durationMs === undefined) return dash;
  return formatRate(sizeBytes, durationMs);
}
