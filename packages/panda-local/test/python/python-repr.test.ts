import { expect, it } from 'vitest';
import { pythonRepr } from '../../src/python/python-repr.ts';

it.each([
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
  [-5, '-5'],
  [1.5, '1.5'],
  ['plain', "'plain'"],
  ["it's", '"it\'s"'],
  [`it's "so"`, `'it\\'s "so"'`],
  ['a\\b\n\r\t\u0001é', String.raw`'a\\b\n\r\t\x01é'`],
  [[], '[]'],
  [['a', null], "['a', None]"],
  [
    { success: true, data: { StatusCode: 0, jobs: [{ PandaID: 1 }] } },
    "{'success': True, 'data': {'StatusCode': 0, 'jobs': [{'PandaID': 1}]}}",
  ],
])('prints %j as Python does', (value, text) => {
  expect(pythonRepr(value)).toBe(text);
});
