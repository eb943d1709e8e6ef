import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { registrationOf } from '../../../src/staging/catalogues/registration.ts';
import { defaultSettings } from '../../../src/state/assignment.ts';

describe('registrationOf', () => {
  it.each([
    ['server', {}],
    ['server', { lfchost: 'lfc', region: 'US', lfcregister: 'server' }],
    ['lfc', { lfchost: 'lfc', region: 'US' }],
    ['lfc', { lfchost: 'lfc', region: 'CERN', copytool: 'xrdcp' }],
    ['server', { lfchost: 'lfc', region: 'CERN' }],
    ['server', { lfchost: 'lfc', region: 'US', copytool: 'lcgcp' }],
    ['lrc', { dq2url: 'http://dq2.example', region: 'US' }],
    ['server', { dq2url: 'http://dq2.example', region: 'DE' }],
    ['rucio', { lfcregister: 'rucio' }],
  ])('%s: %j', (expected, fields) => {
    const queuedata = parseQueuedata(JSON.stringify({ nickname: 'Q', copytool: 'cp', ...fields }), { queueName: 'Q' });
    expect(registrationOf({ queuedata, settings: defaultSettings })).toBe(expected);
    expect(registrationOf({ queuedata, settings: { ...defaultSettings, registration: 'lfc' } })).toBe('lfc');
  });
});
