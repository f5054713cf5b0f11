// Starts what is tested, and stops it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
const STARTED_WITHIN_MS = 60_000;

/** The example that serves a known picture. */
export const FIXTURE = process.env.CORDON_FIXTURE
  ?? ['release', 'demo', 'debug'].map((profile) => join(TARGET, profile, 'examples', 'fixture')).find(existsSync);

/** The `cordon` command. */
export const CORDON = process.env.CORDON_BIN
  ?? ['release', 'demo', 'debug'].map((profile) => join(TARGET, profile, 'cordon')).find(existsSync);

/** Run a command until it tells its address. */
export async function serve(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  const stop = async () => { child.kill(); await ended; };
  let told = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address within a minute:\n${told}`)), STARTED_WITHIN_MS);
    const hear = (bytes) => {
      told += bytes;
      const found = /http:\/\/[\d.]+:\d+/.exec(told);
      if (found) { clearTimeout(timer); resolve(found[0]); }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`${command} ended:\n${told}`)));
  }).catch(async (error) => { await stop(); throw error; });
  return { url, stop };
}

/** The bundled scenario through the real pipeline, played to its end. */
export async function demo() {
  const server = await serve(CORDON, ['demo', '--port', '0', '--speed', '14400']);
  for (let tries = 0; tries < 600; tries++) {
    const { feeds } = await (await fetch(`${server.url}/api/status`)).json();
    if (feeds.length > 0 && feeds.every((feed) => feed.state === 'ended')) return server;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  await server.stop();
  throw new Error('the scenario did not end within a minute');
}

/** The known picture: `CORDON_URL` if something runs there, the example otherwise. */
export async function fixture(...args) {
  if (process.env.CORDON_URL && args.length === 0) return { url: process.env.CORDON_URL.replace(/\/$/, ''), stop: async () => {} };
  if (!FIXTURE) throw new Error('build it first: cargo build --release -p cordon-server --example fixture');
  const data = mkdtempSync(join(tmpdir(), 'cordon-ui-'));
  const server = await serve(FIXTURE, ['--port', '0', '--frozen', '--data', data, ...args]);
  return { url: server.url, stop: async () => { await server.stop(); rmSync(data, { recursive: true, force: true }); } };
}
