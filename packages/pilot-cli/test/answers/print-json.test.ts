import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer, Answers } from '../../src/answers/answer.ts';
import { printJson, printJsonLine } from '../../src/answers/print-json.ts';

/** A name for each field, and of a list for each field of what is in it. The compiler refuses one that lacks, and one too many. */
type Named<T> = {
  readonly [Key in keyof T]-?: NonNullable<T[Key]> extends readonly (infer One extends object)[]
    ? { readonly [Inner in keyof One]-?: true }
    : true;
};

const jobEnd = { pandaId: true, state: true, error: true } as const;
const handTransfers: Named<Answers['stage-in']> = {
  failed: true,
  files: {
    file: true,
    result: true,
    seconds: true,
    failedAttempts: true,
    megabytesPerSecond: true,
    mode: true,
    bytes: true,
    checksum: true,
    verification: true,
    copytool: true,
    url: true,
    path: true,
    error: true,
  },
};

const fieldsOf: { readonly [Type in Answer['type']]: Named<Answers[Type]> } = {
  run: { end: true, jobs: jobEnd, recovered: jobEnd, undelivered: true },
  recovered: { jobs: jobEnd, undelivered: true },
  cleaned: { dryRun: true, directories: { path: true, removed: true, reason: true } },
  doctor: {
    version: true,
    fit: true,
    tookMs: true,
    findings: { check: true, level: true, text: true, owner: true, advice: true },
  },
  'doctor-checks': { checks: { name: true, about: true } },
  demo: {
    directory: true,
    jobs: {
      job: true,
      pandaId: true,
      state: true,
      inputs: true,
      outputs: true,
      payloadExit: true,
      pilotCode: true,
      seconds: true,
      asExpected: true,
    },
  },
  explanation: {
    code: true,
    name: true,
    diagnosis: true,
    hint: true,
    phase: true,
    blame: true,
    remedy: true,
    classes: true,
    shell: true,
    aliases: true,
    negatedForUsers: true,
    retired: true,
  },
  movers: {
    movers: {
      copytool: true,
      aliases: true,
      package: true,
      installed: true,
      schemes: true,
      checksums: true,
      features: true,
      programs: true,
      tested: true,
      found: true,
    },
  },
  'stage-in': handTransfers,
  'stage-out': handTransfers,
  report: { overview: true, pages: { pandaId: true, outcome: true, code: true, name: true, page: true } },
  proxy: {
    identity: true,
    subject: true,
    issuer: true,
    kind: true,
    rights: true,
    keyBits: true,
    expiresAt: true,
    secondsLeft: true,
    certificates: true,
    trust: true,
    attributes: { vo: true, fqans: true, secondsLeft: true, verification: true, findings: true },
    findings: true,
  },
  'stored-proxies': {
    proxies: { name: true, owner: true, description: true, startsAt: true, endsAt: true, trustedRetrievers: true },
  },
  config: { settings: true, mistakes: true },
  queuedata: { origin: true, label: true, queuedata: true, raw: true },
  'queuedata-check': { queue: true, checks: { check: true, result: true, what: true, hint: true } },
  version: { version: true, commit: true, node: true, platform: true, movers: true },
};

describe('docs/json.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/json.md'), 'utf8');
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => [/^`(.+)`$/m.exec(section.split('\n')[0] ?? '')?.[1] ?? '', section]),
  );

  it('has a section for every answer, and for nothing else', () => {
    expect([...sections.keys()].toSorted()).toEqual([...Object.keys(fieldsOf), 'error', 'logs'].toSorted());
  });

  it.each(Object.entries(fieldsOf))('tells every field of %s', (type, fields) => {
    const section = sections.get(type) ?? '';
    const names = Object.entries(fields).flatMap(([name, below]) => [
      name,
      ...(typeof below === 'object' ? Object.keys(below) : []),
    ]);
    expect(names.filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('printJson', () => {
  it('writes one object', () => {
    const out: string[] = [];
    printJson({ stdout: { write: (text) => out.push(text) } }, { type: 'recovered', jobs: [], undelivered: 0 });
    expect(out).toEqual(['{\n  "type": "recovered",\n  "jobs": [],\n  "undelivered": 0\n}\n']);
  });

  it('writes a line of a log as a line', () => {
    const out: string[] = [];
    const line = { at: 0, exact: true, source: 'pilot', level: 'info', text: 'two\nlines' } as const;
    printJsonLine({ stdout: { write: (text) => out.push(text) } }, line);
    expect(out.join('').split('\n')).toEqual([JSON.stringify(line), '']);
  });

  it('is what every command answers with', () => {
    const source = join(import.meta.dirname, '../../src');
    const others = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && path !== 'answers/print-json.ts',
    );
    const writers = others.filter((path) =>
      /\bstdout\.write\([^;]*JSON\.stringify/.test(readFileSync(join(source, path), 'utf8')),
    );
    expect(writers).toEqual([]);
  });
});
