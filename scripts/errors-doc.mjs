#!/usr/bin/env node
/**
 * Writes docs/errors.md from the error table of @panda-pilot/core (--write), or fails when the two differ (--check).
 * Reads the built package: run `pnpm build` first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allPilotErrors } from '../packages/core/dist/index.js';

const path = join(import.meta.dirname, '..', 'docs', 'errors.md');

const PHASES = {
  pilot: 'the pilot itself: its start, its node, its queue, its credentials',
  setup: 'making the payload ready: command, software, container, account',
  'stage-in': 'bringing inputs to the work directory, or opening them in place',
  payload: 'the payload, and what it leaves behind',
  'stage-out': 'storing outputs and the log, and registering them',
  monitor: 'what the watchdogs of a running job find',
  signal: 'who or what killed the job from outside',
  recovery: 'a job that an earlier pilot left behind',
  server: 'what the server decides, or fails to answer',
  'event-service': 'event service jobs',
};

const REMEDIES = {
  'give-up': 'nothing helps but mending the cause',
  'next-replica': 'another copy of the file may do',
  retry: 'the same thing again may do',
  resubmit: 'the same job again may do, preferably elsewhere',
};

const CLASSES = { G: 'stage-in', R: 'recoverable', S: 'resubmittable', F: 'federation' };

const OWNERS = {
  site: "the site's",
  user: "the user's",
  server: "the server's",
  network: "the network's",
  pilot: "the pilot's",
};

const wanted = errorsDoc(allPilotErrors());

if (process.argv.includes('--write')) {
  writeFileSync(path, wanted);
} else if (process.argv.includes('--check')) {
  if (present() !== wanted) {
    console.error('docs/errors.md is not what the table says (node scripts/errors-doc.mjs --write mends it)');
    process.exitCode = 1;
  }
} else {
  console.error('usage: node scripts/errors-doc.mjs --write | --check');
  process.exitCode = 2;
}

function present() {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

function errorsDoc(rows) {
  return `${[introduction(rows), contents(rows), '## Every error, by number', ...rows.map(section)].join('\n\n')}\n`;
}

function introduction(rows) {
  return `# Errors

<!-- Written by scripts/errors-doc.mjs from packages/core/src/pilot-errors: change the table, not this file. -->

A job that fails is reported to the PanDA server with a number. The ${rows.length} numbers below are those of pilot 1 and
pilot 3: the monitor, the server's retry rules and ten years of tickets know them, so none is ever changed or used again.
\`panda-pilot explain <number or name>\` prints one of these sections; it knows every spelling, and the numbers that user
jobs report with a minus.

- **Phase** says when it was found; the list below is in their order.
- **Remedy** says what may help.
${list(REMEDIES)}
- **Class** letters are the lists that pilot 1 kept: G, found at stage-in; R, the job may be held for a later pilot to store
  its outputs; S, the server may resubmit a user's job; F, worth a try through the federation of storages (FAX).
- **Exit code** is the one by which the wrappers of the grid know the error; 1 stands for all others. What \`panda-pilot\`
  itself exits with is in its README.
- **Reported as -N** for user jobs: the minus tells the server to run the job again elsewhere.
- **Retired** errors are raised by no component; they are here for those who read old reports.

Three numbers are no errors and have no section. 0 is success. 1 and 2 never left pilot 1: 1 noted that a file was stored but
not registered, which the journal records; 2 that an input lay on tape, which a mover tells as the locality of the file.`;
}

function list(meanings) {
  return Object.entries(meanings)
    .map(([word, meaning]) => `  - \`${word}\`: ${meaning}`)
    .join('\n');
}

function contents(rows) {
  const phases = Object.entries(PHASES).map(([phase, meaning]) => {
    const links = rows.filter((row) => row.phase === phase).map(link);
    return `**${phase}**: ${meaning}\n\n${links.join('\n')}`;
  });
  return `## By phase\n\n${phases.join('\n\n')}`;
}

function link(row) {
  const text = `- [${heading(row)}](#${heading(row).toLowerCase().replaceAll(' ', '-')}): ${row.diagnosis}`;
  return row.retired ? `${text} (retired)` : text;
}

function section(row) {
  const spellings = [row.name.replaceAll('_', ''), ...row.aliases].filter((each) => each !== row.name);
  const facts = [
    `Phase: ${row.phase}. Remedy: ${row.remedy}. It is ${OWNERS[row.blame]}.`,
    `Exit code: ${row.shell}. Classes: ${row.classes.map((each) => `${each} (${CLASSES[each]})`).join(', ') || 'none'}.`,
    row.negatedForUsers ? `Reported as -${row.code} for user jobs.` : undefined,
    row.retired ? 'Retired: raised by no component.' : undefined,
    spellings.length > 0 ? `Also called ${spellings.map((each) => `\`${each}\``).join(', ')}.` : undefined,
  ];
  const bullets = facts.filter((fact) => fact !== undefined).map((fact) => `- ${fact}`);
  return `### ${heading(row)}\n\n${row.diagnosis}.\n\n${row.hint}.\n\n${bullets.join('\n')}`;
}

function heading({ code, name }) {
  return `${code} ${name}`;
}
