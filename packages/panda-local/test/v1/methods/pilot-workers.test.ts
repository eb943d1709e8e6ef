import { expect, it } from 'vitest';
import { localServer, post } from '../../local-server.ts';

it('update_worker_status takes two states, of any worker', async () => {
  const server = await localServer();
  const status = (state: string) =>
    post(server, 'pilot/update_worker_status', { worker_id: '5', harvester_id: 'h', status: state });
  expect(await status('started')).toEqual({ success: true, message: '', data: null });
  expect(await status('finished')).toMatchObject({ success: true });
  expect(await status('lost')).toMatchObject({
    success: false,
    message: "Invalid worker state. The worker state has to be in ('started', 'finished')",
  });
});

it('update_worker_node inserts a node once, whatever its slot, and wants a float for its clock', async () => {
  const server = await localServer();
  const node = (more: string) => post(server, 'pilot/update_worker_node', `{"site":"S","cpu_model":"M",${more}}`);
  expect((await node('"host_name":"slot1@wn","clock_speed":2400.0')).message).toBe('Inserted new worker node.');
  expect((await node('"host_name":"slot2@wn"')).message).not.toBe('Inserted new worker node.');
  expect((await node('"host_name":"wn","clock_speed":2400')).message).toBe(
    "Type error: 'clock_speed' must be of type float, got int.",
  );
});

it('update_worker_node_gpu knows a card by its vendor and model', async () => {
  const server = await localServer();
  const gpu = (model: string) =>
    post(server, 'pilot/update_worker_node_gpu', { site: 'S', host_name: 'wn', vendor: 'V', model, count: 2 });
  expect((await gpu('A')).message).toBe('Inserted new worker node GPU.');
  expect((await gpu('B')).message).toBe('Inserted new worker node GPU.');
  expect(await gpu('A')).toMatchObject({ success: true });
});
