import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { needsTool } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf, log, output, pilotBundle, startGrid } from './grid.ts';

const hostile = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

/** Pages of a finished and of a failed job that a pilot has really run, the latter's payload with words that would like to be HTML. */
async function reportedJobs(): Promise<{
  readonly directory: string;
  readonly finished: number;
  readonly failed: number;
}> {
  const grid = await startGrid();
  const good = await grid.script('good', 'cat in.txt > out.txt; echo read the input');
  const bad = await grid.script('bad', `cat words >&2; cat <<'END' >&2\n${hostile}\nEND\nexit 3`);
  const finished = await grid.submit({
    transformation: good,
    inputs: [await grid.putInput('in.txt', 'x'.repeat(1_000_000))],
    outputs: [output('out.txt')],
    log: log('log.tgz'),
  });
  const failed = await grid.submit({ transformation: bad, outputs: [output('never.txt')], log: log('log2.tgz') });
  await grid.pilot(['--keep']).ended;
  expect([jobOf(grid, finished).status, jobOf(grid, failed).status]).toEqual(['finished', 'failed']);
  const [site = ''] = (await readdir(grid.workdir)).filter((name) => name.startsWith('Panda_Pilot'));
  // A payload long enough to be seen growing would make a slow test: what a sampler writes in an hour takes no time to write.
  await writeFile(join(grid.workdir, site, `PandaJob_${finished}`, 'samples.jsonl'), hourOfSamples());
  const directory = join(grid.directory, 'pages');
  const { ending, stderr } = await runCommand(
    process.execPath,
    [pilotBundle, 'report', grid.workdir, '-o', directory],
    {
      env: {},
      timeoutMs: 20_000,
    },
  );
  expect({ ending, stderr }).toEqual({ ending: { kind: 'exited', exitCode: 0 }, stderr: '' });
  return { directory, finished, failed };
}

function hourOfSamples(): string {
  return Array.from({ length: 120 }, (_, index) =>
    JSON.stringify({
      at: new Date(Date.UTC(2026, 10, 22, 12, 0, index * 30)).toISOString(),
      wallSeconds: index * 30,
      processes: 3,
      threads: 9,
      pssKb: 1_000_000 + 5000 * index,
      rssKb: 1_500_000 + 5000 * index,
      swapKb: 0,
      userSeconds: index * 27,
      systemSeconds: index,
      readBytes: index * 20_000_000,
      writtenBytes: index * 9_000_000,
      workDirBytes: index * 9_000_000,
    }),
  ).join('\n');
}

describe.skipIf(needsTool('chromium'))('the pages of panda-pilot report, in a browser', () => {
  let browser: Browser;
  let pages: Awaited<ReturnType<typeof reportedJobs>>;

  beforeAll(async () => {
    browser = await launched();
  });
  afterAll(() => browser.close());

  it('open from disk without a request or a complaint, and are for everybody: at any width, in any light, without a mouse', async () => {
    pages = await reportedJobs();
    await whileItRuns(async () => {
      await expectReadable();
      await expectUsable();
    });
  }, 120_000);

  /** A browser that has crashed says nothing of our pages: another one looks at them, once. */
  async function whileItRuns(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (browser.isConnected()) throw error;
      browser = await launched();
      await look();
    }
  }

  async function expectReadable(): Promise<void> {
    const wide = { width: 1280, colorScheme: 'light' as const };
    const narrow = { width: 400, colorScheme: 'dark' as const };
    const views = ['index', `job-${pages.finished}`, `job-${pages.failed}`].flatMap((name) => [
      { name, ...wide },
      { name, ...narrow },
    ]);
    await Promise.all(views.map(expectReadableAs));
  }

  async function expectReadableAs(view: {
    readonly name: string;
    readonly width: number;
    readonly colorScheme: 'light' | 'dark';
  }): Promise<void> {
    const { name, width } = view;
    const { page, troubles } = await opened(`${name}.html`, view);
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect({ name, widths }).toEqual({ name, widths: [width, width] });
    expect(await page.title()).not.toBe('owned');
    expect({ name, width, broken: await brokenNumbers(page) }).toEqual({ name, width, broken: 0 });
    expect({ ...view, violations: await violationsOf(page) }).toEqual({ ...view, violations: [] });
    expect(troubles).toEqual([]);
  }

  async function expectUsable(): Promise<void> {
    const { page } = await opened('index.html', { width: 1280, colorScheme: 'light' });
    await page.getByLabel('Outcome').selectOption('failed');
    expect(await page.locator('#job-count').textContent()).toBe('1 of 2 jobs');
    expect(await page.locator('#jobs tbody tr:visible a').allTextContents()).toEqual([String(pages.failed)]);
    await page.getByLabel('Outcome').selectOption('');
    await page.locator(`#jobs a[href="job-${pages.finished}.html"]`).click();
    await page.waitForSelector('.u-wrap canvas');
    expect(await page.evaluate(coloursDrawn)).toEqual([true, true, true, true]);
    await page.getByLabel('Contains').fill('payload started');
    expect(await page.locator('#log-count').textContent()).toMatch(/^1 of \d+ lines$/);
    await page.getByLabel('Contains').fill('');
    await page.getByLabel('pilot', { exact: true }).uncheck();
    await page.getByLabel('runjob', { exact: true }).uncheck();
    const shown = await page.locator('#log-lines .line:visible .message').allTextContents();
    expect(shown).toEqual(['out: read the input']);
    await page.goto(addressOf(`job-${pages.failed}.html`));
    await page.getByLabel('Level').selectOption('error');
    const errors = await page.locator('#log-lines .line:visible .message').allTextContents();
    expect(errors).toEqual([expect.stringContaining('the job has failed')]);
    expect(await stopsByKeyboard(page)).toEqual([
      'All jobs',
      'Timeline',
      'Resources',
      'Files',
      'Log',
      'Last lines of the payload',
      'pilot',
      'runjob',
      'tool',
      'payload',
      'Level',
      'Contains',
      'Lines of the log',
    ]);
  }

  function addressOf(name: string): string {
    return pathToFileURL(join(pages.directory, name)).href;
  }

  async function opened(
    name: string,
    { width, colorScheme }: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
  ): Promise<{ readonly page: Page; readonly troubles: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file://')) troubles.push(`request: ${request.url()}`);
    });
    await page.goto(addressOf(name));
    return { page, troubles };
  }

  async function violationsOf(page: Page): Promise<unknown> {
    // Past the page's policy, which would refuse it, as it refuses everything.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
  }
});

function launched(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args });
}

/** Numbers that are broken into lines, digit by digit. Where there are columns a cell is as high as its row. */
function brokenNumbers(page: Page): Promise<number> {
  const cells = page.locator('td.number');
  return cells.evaluateAll(
    (all) => all.filter((cell) => getComputedStyle(cell).display === 'flex' && cell.clientHeight > 40).length,
  );
}

/** Whether each plot's canvas shows more than its background. Runs in the page. */
function coloursDrawn(): boolean[] {
  return [...document.querySelectorAll<HTMLCanvasElement>('.plot canvas')].map((canvas) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const colours = new Set<string>();
    for (let at = 0; at < pixels.length; at += 4) colours.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`);
    return colours.size > 10;
  });
}

/** What has the focus, Tab by Tab, until the page's end. */
async function stopsByKeyboard(page: Page): Promise<string[]> {
  const stops: string[] = [];
  await page.evaluate(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined,
  );
  await page.mouse.click(1, 1);
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return '';
      const given = element.getAttribute('aria-label');
      if (given !== null) return given;
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : undefined;
      return (
        (label?.firstChild?.nodeName === '#text' ? label.firstChild : (label ?? element)).textContent?.trim() ?? ''
      );
    });
    if (name === '' || name === stops[0]) break;
    stops.push(name);
  }
  return stops;
}
