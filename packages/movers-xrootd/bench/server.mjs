import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An xrootd in a network namespace of its own, with its files below `home`: anonymous, or with GSI and the `env` for its user. */
export async function startServer(home, { gsi = false } = {}) {
  const [root, state] = [join(home, 'data'), join(home, 'state')];
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  await chmod(home, 0o755);
  for (const directory of [root, state]) {
    await mkdir(directory);
    await chown(directory, uid, uid);
  }
  const security = gsi ? await makeCredentials(home, uid) : { lines: [], env: {} };
  const configuration = join(home, 'xrootd.cfg');
  const lines = ['all.export /', `oss.localroot ${root}`, `all.adminpath ${state}`, `all.pidpath ${state}`];
  await writeFile(
    configuration,
    [...lines, 'xrootd.chksum max 2 adler32', 'xrd.allow host localhost', ...security.lines, ''].join('\n'),
  );
  const script = 'ip link set lo up; xrootd "$@" </dev/null >/dev/null 2>&1 & echo; read -r _; kill -9 $!; wait';
  const args = ['-R', 'nobody', '-c', configuration, '-l', join(state, 'log')];
  const shell = spawn('unshare', ['-n', 'sh', '-c', script, 'sh', ...args], {
    cwd: state,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  const enter = ['nsenter', '-t', String(shell.pid), '-n'];
  const attempt = 'until (exec 3<>/dev/tcp/127.0.0.1/1094) 2>/dev/null; do sleep 0.02; done';
  execFileSync(enter[0], [...enter.slice(1), 'bash', '-c', attempt], { timeout: 20_000 });
  return {
    root,
    uid,
    enter,
    env: security.env,
    async stop() {
      shell.stdin.end();
      await once(shell, 'exit');
    },
  };
}

/** An authority, a host and a user with a proxy, by openssl. */
async function makeCredentials(home, uid) {
  const directory = join(home, 'grid');
  const authorities = join(directory, 'certificates');
  await mkdir(authorities, { recursive: true });
  const openssl = (...args) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe', encoding: 'utf8' });
  const domain = '/DC=test/DC=grid';
  const newKey = (name) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  const sign = async (name, subject, by, extensions) => {
    openssl('req', ...newKey(name), '-out', `${name}.csr`, '-subj', subject);
    await writeFile(join(directory, `${name}.ext`), extensions);
    const signer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-set_serial', String(++serial), '-days', '1'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  };
  openssl('req', '-x509', ...newKey('ca'), '-out', 'ca.pem', '-days', '1', '-subj', `${domain}/CN=Bench CA`);
  await sign('host', `${domain}/CN=localhost`, 'ca', 'subjectAltName=DNS:localhost\n');
  await sign('user', `${domain}/CN=Bench`, 'ca', 'keyUsage=critical,digitalSignature,keyEncipherment\n');
  const policy = 'proxyCertInfo=critical,language:id-ppl-inheritAll\n';
  const usage = 'keyUsage=critical,digitalSignature,keyEncipherment\n';
  await sign('proxy', `${domain}/CN=Bench/CN=7`, 'user', usage + policy);
  for (const kind of ['-subject_hash', '-subject_hash_old']) {
    const hash = openssl('x509', kind, '-noout', '-in', 'ca.pem').trim();
    await copyFile(join(directory, 'ca.pem'), join(authorities, `${hash}.0`));
    const rules = `access_id_CA X509 '${domain}/CN=Bench CA'\npos_rights globus CA:sign\ncond_subjects globus '"${domain}/*"'\n`;
    await writeFile(join(authorities, `${hash}.signing_policy`), rules);
  }
  const parts = await Promise.all(
    ['proxy.pem', 'proxy.key', 'user.pem'].map((name) => readFile(join(directory, name))),
  );
  await writeFile(join(directory, 'proxy'), Buffer.concat(parts), { mode: 0o600 });
  const [key, map] = [join(directory, 'host.key'), join(directory, 'gridmap')];
  await chmod(key, 0o400);
  await chown(key, uid, uid);
  await writeFile(map, `"${domain}/CN=Bench" pilot\n`);
  const host = `-cert:${join(directory, 'host.pem')} -key:${key}`;
  return {
    lines: [
      'xrootd.seclib libXrdSec.so',
      `sec.protocol gsi -certdir:${authorities} ${host} -crl:0 -gridmap:${map} -gmapopt:2 -d:0`,
      'sec.protbind * only gsi',
    ],
    env: { X509_CERT_DIR: authorities, X509_USER_PROXY: join(directory, 'proxy') },
  };
}

let serial = 0;
