import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { count, text } from '../../src/queuedata/field-kinds.ts';
import { readFields, recordOf, unknownFields, wireNames } from '../../src/queuedata/read-fields.ts';
import { defaulted, limit, optional, optionalUnless, required } from '../../src/queuedata/wire-field.ts';
import { read } from './read.ts';

const schema = z.object({
  name: required(text, 'nickname', 'name'),
  site: optional(text, 'atlas_site', 'gstat'),
  timeSeconds: limit(count, 'maxtime'),
  gate: optionalUnless(/^to\.be\.set$/, text, 'gatekeeper'),
  words: defaulted(text, 'none said', 'words'),
});

describe('readFields', () => {
  it('takes the first wire name that is present', () => {
    expect(readFields(schema, { nickname: 'None', name: 'Q', atlas_site: 'A', gstat: 'G', extra: 1 })).toEqual({
      kind: 'fields',
      fields: { name: 'Q', site: 'A', words: 'none said' },
    });
  });

  it('knows what else means absence', () => {
    for (const maxtime of [0, '0', '0.0', ' 0 ']) {
      const read = readFields(schema, { name: 'Q', maxtime, gatekeeper: 'to.be.set' });
      expect(read).toEqual({ kind: 'fields', fields: { name: 'Q', words: 'none said' } });
    }
  });

  it('names what is missing by its first wire name, and repeats nothing', () => {
    const twice = z.object({
      one: optional(count, 'a'),
      other: optional(count, 'b', 'a'),
      must: required(text, 'm', 'n'),
    });
    expect(readFields(twice, { a: 'x' })).toEqual({
      kind: 'mistakes',
      mistakes: [
        { path: ['a'], value: 'x', problem: 'is not a number' },
        { path: ['m'], problem: 'is missing' },
      ],
    });
  });
});

describe('recordOf', () => {
  it('reads a record within a field, and keeps the rest of it', () => {
    expect(read(recordOf(schema), { name: 'Q', extra: 1 })).toEqual({
      name: 'Q',
      words: 'none said',
      other: { extra: 1 },
    });
    expect(() => read(recordOf(schema), { maxtime: 'x' })).toThrow('maxtime is not a number');
    expect(() => read(recordOf(schema), { maxtime: 'x' })).toThrow('nickname is missing');
  });
});

describe('unknownFields', () => {
  it('is what no wire name stands for', () => {
    expect(unknownFields(schema, { gstat: 'G', extra: null })).toEqual({ extra: null });
    expect(wireNames(schema)).toEqual(['nickname', 'name', 'atlas_site', 'gstat', 'maxtime', 'gatekeeper', 'words']);
  });
});
