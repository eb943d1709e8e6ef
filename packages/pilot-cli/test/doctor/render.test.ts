import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/doctor/examine.ts';
import { renderDiagnoses } from '../../src/doctor/render.ts';

const diagnoses: readonly Diagnosis[] = [
  { check: 'node', level: 'ok', text: 'Node 20' },
  {
    check: 'server',
    level: 'fail',
    text: 'no answer from a server that is very far away from all of us here',
    owner: 'site',
    advice: 'let the node reach it',
  },
];

describe('renderDiagnoses', () => {
  it('has a line for each finding, with what to do below it, and the sum', () => {
    expect(renderDiagnoses(diagnoses, 1234, { width: 80, colours: false })).toBe(
      [
        'ok    node    Node 20',
        'fail  server  no answer from a server that is very far away from all of us here',
        '              the site: let the node reach it',
        '',
        'This pilot would fail here: 1 failure, no warnings, 1 ok, in 1.2 s.',
        '',
      ].join('\n'),
    );
  });

  it('keeps to the width, and colours words only where it is told to', () => {
    const plain = renderDiagnoses(diagnoses, 0, { width: 60, colours: false });
    expect(
      Math.max(
        ...plain
          .split('\n')
          .slice(0, -3)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(60);
    const coloured = renderDiagnoses(diagnoses, 0, { width: 60, colours: true });
    expect(coloured).toContain('\u001B[31m');
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain);
  });
});
