import { describe, expect, it } from 'vitest';
import { run } from './terminal.ts';

const commands = ['serve', 'submit', 'jobs', 'command', 'kill', 'misbehave'];

describe('help', () => {
  it.each([[], ...commands.map((command) => [command])])(
    '%s comes in its order, on standard output',
    async (...words) => {
      const { code, out, err } = await run([...words, '--help']);
      expect([code, err]).toEqual([0, '']);
      const places = ['\n\nUsage:\n', '\n\nExamples:\n  # ', '\n\nOptions:\n', '\n\nExit codes:\n'].map((title) =>
        out.indexOf(title),
      );
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
    },
  );

  it('names the environment beside the flag', async () => {
    expect((await run(['jobs', '--help'])).out).toContain('PANDA_LOCAL_URL');
  });
});

describe('exit codes', () => {
  it.each<[string[], number, RegExp]>([
    [['--version'], 0, /^$/],
    [[], 2, /^An embedded PanDA server/],
    [['bogus'], 2, /^panda-local: unknown command 'bogus'\nhint: panda-local --help\n$/],
    [['submit'], 2, /^panda-local: missing required argument 'file'\nhint: panda-local submit --help\n$/],
    [['jobs', '--url', 'nonsense'], 2, /not a http URL/],
    [['serve', '--port', '70000'], 2, /not a port number/],
    [['serve', '--tls-key', 'x'], 2, /--tls-key and --tls-cert go together/],
    [['kill', 'five'], 2, /^panda-local: five is not a PandaID\n$/],
    [['misbehave', 'pilot/update_job', 'sulk'], 2, /^panda-local: sulk is none of hang, cut/],
    [['kill', '-u', 'http://a', '-u', 'http://b', 'five'], 2, /^panda-local: --url is given more than once; /],
    [['submit', '/no/such/file'], 1, /^panda-local: ENOENT/],
    [
      ['jobs', '--url', 'http://127.0.0.1:9'],
      1,
      /^panda-local: no server answers at http:\/\/127\.0\.0\.1:9: .*\nhint: start one with: panda-local serve\n$/,
    ],
  ])('%j: %i', async (words, code, err) => {
    const outcome = await run(words);
    expect(outcome.err).toMatch(err);
    expect(outcome.code).toBe(code);
  });
});
