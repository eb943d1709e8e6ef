import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error the scripts are plain JavaScript: they must run before anything is installed
import { edges as drawn } from '../../../scripts/edges.mjs';

const edges = drawn as Record<string, { readonly ours: readonly string[]; readonly theirs: readonly string[] }>;
const root = join(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

const headings = new Map<string, ReadonlySet<string>>();

/** As addresses have them: lower case, a dash for each blank, punctuation left out. */
function headingsOf(page: string): ReadonlySet<string> {
  const known = headings.get(page);
  if (known !== undefined) return known;
  const titles = [...readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  const found = new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
  headings.set(page, found);
  return found;
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('links only to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
      join(root, dirname(page), link),
    );
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  it('links only to headings that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)].map(([, path = '', heading = '']) => ({
      path: path === '' ? page : join(dirname(page), path),
      heading,
    }));
    const missing = links.filter(({ path, heading }) => path.endsWith('.md') && !headingsOf(path).has(heading));
    expect(missing).toEqual([]);
  });

  it('names only source files that are there', () => {
    const named = [
      ...text.matchAll(
        /`((?:core|timed-command|credentials|movers-[a-z]+|panda-client|panda-local|runjob|pilot-cli|glexec)\/(?:src|test)\/[\w./-]+\.ts)`/g,
      ),
    ];
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, 'packages', path)))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('draws the packages and edges that are there', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const table = text.slice(text.indexOf('## Floors'), text.indexOf('## Processes'));
    const rows = [...table.matchAll(/^\| `([\w-]+)`\s*\|[^|]*\|([^|]*)\|$/gm)].map(([, name = '', imports = '']) => {
      const all = imports.split(',').map((one) => one.trim().replaceAll('_', ''));
      return [name, all.filter((one) => one !== '').toSorted()] as const;
    });
    const planned = Object.entries(edges).map(
      ([name, { ours, theirs }]) => [name, [...ours, ...theirs].toSorted()] as const,
    );
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(planned));
  });

  it('follows a job through files of pilot-cli and runjob that are there', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const walk = text.slice(text.indexOf('## One job'), text.indexOf('## When something dies'));
    const named = [...walk.matchAll(/`([\w-]+\.ts)`/g)].map(([, file = '']) => file);
    const known = new Set(
      ['pilot-cli', 'runjob'].flatMap((name) =>
        readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' }).map((path) =>
          path.split('/').at(-1),
        ),
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !known.has(file))).toEqual([]);
  });
});

describe('docs/adr', () => {
  const files = readdirSync(join(root, 'docs/adr'));

  it('numbers decisions one after the other, each once', () => {
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  });

  it.each(files)('%s bears its number', (file) => {
    const [title] = readFileSync(join(root, 'docs/adr', file), 'utf8').split('\n');
    expect(title).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
  });
});

describe('the packages in README.md', () => {
  it('are all that people may install', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const absent = Object.keys(edges).filter((name) => !readme.includes(`(packages/${name})`));
    expect(absent).toEqual([]);
  });
});
