#!/usr/bin/env node
/** Writes the tables that the code knows better into README.md and docs/settings.md (--write), or fails when they differ (--check). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { settings, defaultOf, exitCodeTexts } = await import(join(root, 'packages/pilot-cli/dist/index.js'));

const headings = {
  server: 'The server, and which jobs are asked of it',
  credential: 'Credentials',
  payload: 'How payloads are run',
  work: 'Directories, files and slots',
  time: 'Time',
  harvester: 'Harvester',
  other: 'What the pilot prints, and ends with',
};

tell('README.md', { 'exit-codes': exitCodeRows() });
tell('docs/settings.md', { settings: settingRows() });

/** Fills the places of a document. */
function tell(document, tables) {
  const path = join(root, document);
  const present = readFileSync(path, 'utf8');
  let wanted = present;
  for (const [name, rows] of Object.entries(tables)) wanted = fill(wanted, { document, name, rows });
  if (process.argv.includes('--write')) writeFileSync(path, wanted);
  else if (present !== wanted) {
    console.error(`${document} does not tell what the code does: node scripts/readme.mjs --write`);
    process.exitCode = 1;
  }
}

function exitCodeRows() {
  return ['| code | meaning |', '|---|---|', ...exitCodeTexts.map(([code, text]) => `| ${code} | ${text} |`)];
}

function settingRows() {
  const all = Object.entries(settings);
  const groups = Object.entries(headings).map(([group, heading]) => ({
    heading,
    members: all.filter(([, setting]) => (setting.group ?? 'other') === group),
  }));
  if (groups.flatMap(({ members }) => members).length !== all.length) throw new Error('a setting has no heading');
  const sections = groups.map(({ heading, members }) => [`## ${heading}`, ...members.map(settingLine)].join('\n\n'));
  return sections.join('\n\n').split('\n');
}

function settingLine([name, { flag, env, help, schema }]) {
  const standard = defaultOf(schema);
  const isTold = standard === undefined || help.includes('(default: ');
  const also = `\`${env}\` · \`"${name}"\`${isTold ? '' : ` · default \`${standard}\``}`;
  return `- **\`${flag}\`** ${help}\\\n  ${also}`;
}

/** Replaces what stands between the two comments that bear `name`. */
function fill(text, { document, name, rows }) {
  const place = new RegExp(`(<!-- ${name}:begin -->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!place.test(text)) throw new Error(`${document} has no place for ${name}`);
  return text.replace(place, (_, begin, end) => `${begin}\n${rows.join('\n')}\n\n${end}`);
}
