import { expect, it } from 'vitest';
import { get, localServer } from '../../local-server.ts';

it('get_attributes shows what was sent and whom the server takes the caller for', async () => {
  const tokens = [{ token: 'a.b.c', name: 'Ann', groups: ['atlas', 'atlas/production'] }];
  const server = await localServer({ tokens });
  const headers = { Authorization: 'Bearer a.b.c', Origin: 'atlas:production' };
  expect(await get(server, 'system/get_attributes', 'x=1&y=b', headers)).toEqual({
    success: true,
    message:
      '===== param =====\nx = 1\ny = b\n\n====== env ======\nSSL_CLIENT_S_DN : Ann\nGRST_CRED_AUTH_TOKEN_0 : VOMS /atlas/Role=production\n',
    data: {
      parameters: { x: '1', y: 'b' },
      environment: { SSL_CLIENT_S_DN: 'Ann', GRST_CRED_AUTH_TOKEN_0: 'VOMS /atlas/Role=production' },
    },
  });
});

it('get_voms_attributes shows the attributes alone', async () => {
  const server = await localServer();
  expect(await get(server, 'system/get_voms_attributes', '')).toEqual({
    success: true,
    message: 'GRST_CRED_AUTH_TOKEN_0 : VOMS /local/Role=production',
    data: { GRST_CRED_AUTH_TOKEN_0: 'VOMS /local/Role=production' },
  });
});
