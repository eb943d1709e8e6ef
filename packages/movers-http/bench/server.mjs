import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** XrdHttp over TLS on `localhost:8443`, and a proxy that it knows; all below `home`, within the network namespace of the caller. */
export function startServer(home) {
  const at = (...names) => join(home, ...names);
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: home });
  for (const name of ['data', 'state', 'certificates']) mkdirSync(at(name));
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  openssl(...request, '-x509', '-days', '2', '-subj', '/DC=test/CN=Authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  const issue = (name, subject, extensions, issuer) => {
    writeFileSync(at(`${name}.ext`), extensions);
    openssl(...request, '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const signer = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-set_serial', String(serial++)];
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...signer,
      '-days',
      '1',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  let serial = 4711;
  const usage = 'keyUsage=critical,digitalSignature,keyEncipherment\n';
  issue('host', '/DC=test/CN=localhost', `subjectAltName=DNS:localhost\n${usage}`, 'ca');
  issue('user', '/DC=test/CN=Pilot', usage, 'ca');
  issue('proxy', '/DC=test/CN=Pilot/CN=1', `${usage}proxyCertInfo=critical,language:id-ppl-inheritAll\n`, 'user');
  for (const option of ['-subject_hash', '-subject_hash_old']) {
    const hash = execFileSync('openssl', ['x509', '-in', at('ca.pem'), '-noout', option], { encoding: 'utf8' }).trim();
    copyFileSync(at('ca.pem'), at('certificates', `${hash}.0`));
  }
  const proxy = ['proxy.pem', 'proxy.key', 'user.pem'].map((name) => readFileSync(at(name), 'utf8')).join('');
  writeFileSync(at('x509up'), proxy, { mode: 0o600 });
  copyFileSync(at('host.key'), at('state', 'host.key'));
  chmodSync(at('state', 'host.key'), 0o400);
  writeFileSync(at('state', 'gridmap'), '"/DC=test/CN=Pilot" pilot\n');
  writeFileSync(at('state', 'authdb'), 'u pilot / a\n');
  writeFileSync(at('xrootd.cfg'), configuration(home));
  chmodSync(home, 0o755);
  for (const path of [at('data'), at('state'), ...readdirSync(at('state')).map((name) => at('state', name))]) {
    chownSync(path, uid, uid);
  }
  const server = spawn('xrootd', ['-R', 'nobody', '-c', at('xrootd.cfg'), '-l', at('state', 'log')], {
    cwd: at('state'),
    stdio: 'ignore',
  });
  execFileSync('bash', ['-c', 'until (exec 3<>/dev/tcp/127.0.0.1/8443) 2>/dev/null; do sleep 0.02; done'], {
    timeout: 20_000,
  });
  return {
    environment: { X509_USER_PROXY: at('x509up'), X509_CERT_DIR: at('certificates') },
    stop: () => server.kill('SIGKILL'),
  };
}

function configuration(home) {
  return `all.export /
oss.localroot ${home}/data
all.adminpath ${home}/state
all.pidpath ${home}/state
xrd.port 1094
xrootd.chksum max 2 adler32
xrd.tls ${home}/host.pem ${home}/state/host.key
xrd.tlsca certdir ${home}/certificates
xrootd.tls none
ofs.authorize 1
acc.authdb ${home}/state/authdb
xrd.protocol http:8443 libXrdHttp.so
http.gridmap ${home}/state/gridmap
`;
}
