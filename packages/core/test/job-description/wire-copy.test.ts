import { describe, expect, it } from 'vitest';
import { parseJob } from '../../src/job-description.ts';
import { serializeJob } from '../../src/serialize-job.ts';
import { cpuTimeMs } from '../cpu-time.ts';
import { plainWire, refusalOf } from './wire-jobs.ts';

describe('hostile job dictionaries', () => {
  it('cannot reach a prototype, and are kept all the same', () => {
    const text = JSON.stringify(plainWire).replace(
      /}$/,
      ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    const job = parseJob(JSON.parse(text));
    expect('polluted' in {}).toBe(false);
    expect('polluted' in job.wire).toBe(false);
    expect(Object.keys(job.wire)).toContain('__proto__');
    expect(JSON.stringify(serializeJob(job))).toBe(text);
  });

  it('do not get their fields from a prototype', () => {
    expect(() => parseJob(Object.create(plainWire))).toThrow('PandaID: missing');
  });

  it.each([
    ['a list', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['an object', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('that are nested too deep are refused: %s', (_, json) => {
    for (const field of ['unknown', 'inFiles', 'preprocess', 'pilotSecrets']) {
      expect(refusalOf({ [field]: JSON.parse(json) }).message).toContain(
        `${field}: not JSON, or nested more than 32 levels deep`,
      );
    }
  });

  it('that hide such depths in text are refused', () => {
    const json = `{"command":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(refusalOf({ preprocess: json }).message).toContain('preprocess: not a JSON object: "{');
    const jobPars = `<MULTI_STEP_EXEC>${json}</MULTI_STEP_EXEC>`;
    expect(refusalOf({ jobPars }).message).toContain('jobPars: no JSON object in <MULTI_STEP_EXEC>');
  });

  it('may be nested as deep as 32 levels', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`);
    expect(serializeJob(parseJob({ ...plainWire, deep }))).toMatchObject({ deep });
  });

  it.each([[Number.NaN], [1n], [() => 1], [Symbol('x')], [{ a: undefined }]])(
    'that are not JSON are refused: %s',
    (value) => {
      expect(refusalOf({ unknown: value }).message).toContain('unknown: not JSON');
    },
  );

  const megabyte = 'x'.repeat(1_000_000);
  const fields = Object.keys(plainWire).filter((field) => field !== 'StatusCode');
  it.each(['x', '\n', '<MULTI_STEP_EXEC>', 'LWMg', ':^', '9', ' ', '-', '\u0000', '[', '\ud800'])(
    'of a megabyte of %j a field end fast, with a short message',
    (unit) => {
      const huge = unit.repeat(Math.ceil(megabyte.length / unit.length));
      const names = 'jobPars inFiles fsize outFiles transformation writeToFile preprocess checksum'.split(' ');
      expect(cpuTimeMs(() => expectShortMessages(names, huge))).toBeLessThan(3_000);
    },
  );

  it.each([',', 'A,', 'NULL,', '../,'])('of a hundred thousand files %j end fast, with a short message', (unit) => {
    const huge = unit.repeat(100_000);
    const names = ['inFiles', 'fsize', 'outFiles', 'scopeOut', 'allowNoOutput'];
    expect(cpuTimeMs(() => expectShortMessages(names, huge))).toBeLessThan(3_000);
  });

  it('with a name of a megabyte and other nonsense have a short message too', () => {
    const message = messageOf(() => parseJob({ ...plainWire, [megabyte]: 1n }));
    expect(message).toContain('xxx: not JSON');
    expect(message.length).toBeLessThan(500);
  });

  it('of a megabyte in every field end fast', () => {
    let message = '';
    const refuse = () =>
      (message = messageOf(() => parseJob(Object.fromEntries(fields.map((one) => [one, megabyte])))));
    expect(cpuTimeMs(refuse)).toBeLessThan(3_000);
    expect(message).toContain('PandaID: not a positive whole number: "xxxxxxx');
    expect(message.length).toBeLessThan(5_000);
  });
});

function expectShortMessages(names: readonly string[], value: string): void {
  for (const name of names) {
    expect(messageOf(() => parseJob({ ...plainWire, [name]: value })).length).toBeLessThan(5_000);
  }
}

/** What a refusal says; empty when there is none. */
function messageOf(parse: () => unknown): string {
  try {
    parse();
    return '';
  } catch (error) {
    return String(error);
  }
}
