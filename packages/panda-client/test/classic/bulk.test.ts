import { describe, expect, it } from 'vitest';
import { readBulk } from '../../src/classic/bulk.ts';

const context = { method: 'updateJobsInBulk', origin: 'https://panda:25443' };

describe('readBulk', () => {
  it('gives the texts of the answers, however they are wrapped', () => {
    const body = '[true, ["StatusCode=0&command=NULL", {"type": "json", "content": "{\\"StatusCode\\": 30}"}]]';
    expect(readBulk(body, 2, context)).toEqual(['StatusCode=0&command=NULL', '{"StatusCode": 30}']);
  });

  it.each([
    ['[true, []]', 'bad-answer'],
    ['[true, ["a", "b", "c"]]', 'bad-answer'],
    ['[false, ["StatusCode=0"]]', 'bad-answer'],
    ['[false, "updateJobsInBulk None failed with KeyError \'jobId\'"]', 'refused'],
    ['[true, [5]]', 'bad-answer'],
    ['[', 'bad-answer'],
    ['StatusCode=30', 'database'],
    ['{"StatusCode": 60}', 'denied'],
    ['{"StatusCode": 0}', 'bad-answer'],
    ['<html>', 'bad-answer'],
  ])('refuses %s as %s', (body, kind) => {
    expect(() => readBulk(body, 1, context)).toThrow(expect.objectContaining({ kind }));
  });
});
