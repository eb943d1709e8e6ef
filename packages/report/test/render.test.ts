import { describe, expect, it } from 'vitest';
import { readJobDirectory } from '../src/evidence/read-directory.ts';
import { renderJob, renderOverview } from '../src/render.ts';
import { jobStory } from '../src/story/job-story.ts';
import { failedJob, jobDirectoryWith } from './a-job.ts';

async function failedStory(): Promise<ReturnType<typeof jobStory>> {
  return jobStory(await readJobDirectory(await jobDirectoryWith(failedJob)));
}

describe('renderJob', () => {
  it('tells the cause first, then everything else, and nothing of the job is HTML', async () => {
    const page = renderJob(await failedStory());
    const places = [
      'PAYLOAD_EXECUTION_FAILURE',
      'What to do',
      'id="timeline"',
      'id="resources"',
      'id="files"',
      'id="log"',
    ];
    const found = places.map((place) => page.indexOf(place));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found[0]).toBeGreaterThan(0);
    expect(page).not.toMatch(/<script>alert|<img/);
    expect(page.match(/<script/g)).toHaveLength(2);
    const elements = page.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '');
    expect(elements).not.toMatch(/<[^>]* (?:src|on\w+|style)=/);
  });

  it('lets no name of a file, storage, person or directory become HTML', async () => {
    const hostile = `"'><img src=x onerror=alert(3)><script>alert(4)</script>`;
    const story = await failedStory();
    const page = renderJob({
      ...story,
      origin: { kind: 'directory', path: hostile },
      facts: story.facts.map(({ label }) => ({ label, value: hostile, note: hostile })),
      notices: [hostile],
      lastWords: hostile,
      files: story.files.map((file) => ({ ...file, lfn: hostile, scope: hostile, surl: hostile, checksum: hostile })),
      log: { ...story.log, lines: story.log.lines.map((line) => ({ ...line, text: hostile })) },
    });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page.split('&lt;img').length).toBeGreaterThan(10);
  });

  it('allows itself no network and nothing but its own script and style', async () => {
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(renderJob(await failedStory())) ?? [];
    expect(policy).toMatch(/^default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-/);
  });
});

describe('renderOverview', () => {
  it('counts outcomes, groups failures by code, and links to every job', async () => {
    const story = await failedStory();
    const page = renderOverview([
      { story, href: 'job-7.html' },
      { story: { ...story, pandaId: 8, outcome: { kind: 'finished', provisional: false } }, href: 'job-8.html' },
    ]);
    expect(page).toContain('1 of 2 jobs failed.');
    expect(page.match(/href="job-7.html"/g)).toHaveLength(2);
    expect(page.match(/href="job-8.html"/g)).toHaveLength(1);
  });

  it('lets a browser lay out of hundreds of jobs those that are looked at', async () => {
    const story = await failedStory();
    const entries = Array.from({ length: 201 }, (_, index) => ({ story, href: `${index}.html` }));
    const classOf = (page: string): string | undefined => /<table\s+class="([^"]*)"/.exec(page)?.[1];
    expect(classOf(renderOverview(entries))).toBe('cards jobs many');
    expect(classOf(renderOverview(entries.slice(1)))).toBe('cards jobs ');
  });

  it('begins the table with what went wrong', async () => {
    const story = await failedStory();
    const finished = { ...story, outcome: { kind: 'finished', provisional: false } } as const;
    const entries = [finished, story, { ...story, outcome: { kind: 'broken-off' } } as const, finished, story];
    const page = renderOverview(entries.map((one, index) => ({ story: one, href: `${index}.html` })));
    const rows = [...page.matchAll(/data-outcome="([\w-]+)"/g)].map(([, kind]) => kind);
    expect(rows).toEqual(['failed', 'failed', 'broken-off', 'finished', 'finished']);
  });
});
