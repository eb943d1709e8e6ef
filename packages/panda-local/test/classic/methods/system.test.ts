import { expect, it } from 'vitest';
import { call, classicServer } from '../classic-call.ts';

it.each([
  ['isAlive', {}, 'alive=yes'],
  ['getVomsAttr', {}, 'GRST_CRED_AUTH_TOKEN_0 : VOMS /local/Role=production\n'],
  [
    'getAttr',
    { x: true, y: 1 },
    '===== param =====\nx = True\ny = 1\n\n====== env ======\n' +
      'SSL_CLIENT_S_DN : Local User\nGRST_CRED_AUTH_TOKEN_0 : VOMS /local/Role=production\n',
  ],
])('%s %j answers with text', async (method, given, text) => {
  expect(await call(await classicServer(), method, given)).toBe(text);
});
