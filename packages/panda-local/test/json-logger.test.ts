import { expect, it } from 'vitest';
import { jsonLogger } from '../src/json-logger.ts';

it('writes a line of JSON with the data of its parents', () => {
  const lines: string[] = [];
  const logger = jsonLogger(
    (line) => void lines.push(line),
    () => new Date('2026-06-01T12:00:00Z'),
  );
  logger.child({ pandaId: 5 }).warn({ status: 'sent' }, 'job went');
  expect(lines).toEqual([
    '{"level":"warn","time":"2026-06-01T12:00:00.000Z","msg":"job went","pandaId":5,"status":"sent"}\n',
  ]);
});
