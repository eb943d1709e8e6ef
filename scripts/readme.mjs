#!/usr/bin/env node
/** Writes the tables of README.md that the code knows better (--write), or fails when they differ (--check): settings and exit codes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { settings, exitCodeTexts } = await import(join(root, 'packages/pilot-cli/dist/index.js'));
const path = join(root, 'README.md');
const present = readFileSync(path, 'utf8');
const wanted = fill(fill(present, 'settings', settingRows()), 'exit-codes', exitCodeRows());

if (process.argv.includes('--write')) writeFileSync(path, wanted);
else if (present !== wanted) {
  console.error('README.md does not tell what the code does: node scripts/readme.mjs --write');
  process.exitCode = 1;
}

function exitCodeRows() {
  return ['| code | meaning |', '|---|---|', ...exitCodeTexts.map(([code, text]) => `| ${code} | ${text} |`)];
}

function settingRows() {
  const rows = Object.entries(settings).map(([name, { flag, env, help, schema }]) => {
    const given = schema.safeParse(undefined);
    const standard = given.success && given.data !== undefined ? `\`${given.data}\`` : '';
    return `| ${name}: ${help} | \`${flag}\` | \`${env}\` | ${standard} |`;
  });
  return ['| setting | flag | environment | default |', '|---|---|---|---|', ...rows];
}

/** Replaces what stands between the two comments that bear `name`. */
function fill(text, name, rows) {
  const place = new RegExp(`(<!-- ${name}:begin -->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!place.test(text)) throw new Error(`README.md has no place for ${name}`);
  return text.replace(place, (_, begin, end) => `${begin}\n${rows.join('\n')}\n\n${end}`);
}
