import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPilotErrors } from '../src/index.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

describe('docs/errors.md', () => {
  test('has a section for each error and an error for each section', () => {
    expect([...sections.keys()]).toEqual(allPilotErrors().map(({ code, name }) => `${code} ${name}`));
  });

  test('lists each error once under its phase', () => {
    const links = [...text.matchAll(/^- \[(\d+ \w+)\]\(#(\S+)\)/gm)].map(([, title = '', anchor]) => [title, anchor]);
    expect(new Set(links.map(([title]) => title))).toEqual(new Set(sections.keys()));
    expect(links).toHaveLength(sections.size);
    for (const [title = '', anchor] of links) expect(anchor).toBe(title.toLowerCase().replace(' ', '-'));
  });

  test('says what the table says', () => {
    for (const {
      code,
      name,
      diagnosis,
      hint,
      shell,
      remedy,
      phase,
      aliases,
      retired,
      negatedForUsers,
    } of allPilotErrors()) {
      const section = sections.get(`${code} ${name}`) ?? '';
      expect(section).toContain(`\n${diagnosis}.\n\n${hint}.\n`);
      expect(section).toContain(`Phase: ${phase}. Remedy: ${remedy}.`);
      expect(section).toContain(`Exit code: ${shell}.`);
      for (const alias of aliases) expect(section).toContain(`\`${alias}\``);
      expect(section.includes('Retired: ')).toBe(retired);
      expect(section.includes(`Reported as -${code}`)).toBe(negatedForUsers);
    }
  });
});
