import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Gateway, openGateway } from './gateway.ts';
import { needsTool } from './require-tool.ts';

/** A real nginx that speaks WebDAV without TLS and knows no checksums; below `/answer/503` and the like it always answers so. */
export interface NginxServer {
  /** `http://localhost:port` */
  readonly url: string;
  readonly root: string;
  readonly gateway: Gateway;
  readonly plant: (path: string, content: Uint8Array) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** For `describe.skipIf(needsNginx())`: true where there is none; in CI it throws instead. */
export function needsNginx(): boolean {
  return needsTool('nginx');
}

/** Starts a server that answers when the promise resolves. */
export async function startNginx(): Promise<NginxServer> {
  const home = await mkdtemp(join(tmpdir(), 'panda-nginx-'));
  const root = join(home, 'data');
  await mkdir(root);
  const configuration = join(home, 'nginx.conf');
  await writeFile(configuration, configurationIn(home));
  const args = ['-p', home, '-c', configuration, '-e', join(home, 'error.log')];
  const server = spawn('nginx', args, { stdio: 'ignore', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  const socket = join(home, 'socket');
  while (!(await answers(socket))) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error(`nginx has ended:\n${await readFile(join(home, 'error.log'), 'utf8')}`);
    await wait(10);
  }
  const gateway = await openGateway(socket);
  return {
    url: `http://localhost:${gateway.port}`,
    root,
    gateway,
    async plant(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    async stop() {
      await gateway.close();
      if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Its socket has a name before anybody listens. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Without create_full_put_path 1.22.1 answers 500 where a directory is missing, which tells a client nothing. */
function configurationIn(home: string): string {
  const answers = [403, 500, 503, 507].map((status) => `location /answer/${status} { return ${status}; }`);
  const module = '/usr/lib/nginx/modules/ngx_http_dav_ext_module.so';
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${home}/pid;
load_module ${module};
events { worker_connections 256; }
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
  server {
    listen unix:${home}/socket;
    location / {
      root ${home}/data;
      dav_methods PUT DELETE MKCOL COPY MOVE;
      dav_ext_methods PROPFIND OPTIONS;
      create_full_put_path on;
    }
    location /answer/slow { root ${home}/data; limit_rate 1k; }
    location /answer/drop { return 444; }
    ${answers.join('\n    ')}
  }
}
`;
}
