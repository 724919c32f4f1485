import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { progressBar } from '../terminal.js';
import { ARCHIVES, archiveUrl, K6_VERSION } from './release.js';

async function fetchWithProgress(url: string): Promise<Buffer> {
  // The time limit covers connecting only; the body may be slow.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error('no answer in 20 s')), 20_000);
  const response = await fetch(url, { signal: abort.signal }).catch((error: Error & { cause?: Error }) => {
    throw new Error(`${url}: ${error.cause?.message ?? error.message}`);
  });
  clearTimeout(timer);
  if (!response.ok || !response.body) throw new Error(`${url}: HTTP status ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const bar = progressBar(`downloading k6 v${K6_VERSION}`, total);
  const chunks: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk as Uint8Array);
    got += (chunk as Uint8Array).length;
    bar.update(got);
  }
  bar.stop();
  return Buffer.concat(chunks);
}

/**
 * Checks an archive against its pinned SHA-256.
 *
 * @throws Error with both hashes where they differ
 */
export function checkSha256(archive: Buffer, expected: string): void {
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`the archive's SHA-256 is ${actual}, not ${expected}: it is not used`);
}

/**
 * Gets k6 from the official release archive of this platform.
 *
 * @param path where the program goes
 * @throws Error where there is none, it cannot be fetched, or its SHA-256 differs
 */
export async function downloadK6(path: string): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const archive = ARCHIVES[platform];
  if (!archive) throw new Error(`there is no pinned archive for ${platform}`);
  const content = await fetchWithProgress(archiveUrl(archive.name));
  checkSha256(content, archive.sha256);
  await mkdir(dirname(path), { recursive: true });
  const folder = await mkdtemp(join(dirname(path), 'unpack-'));
  try {
    const file = join(folder, archive.name);
    await writeFile(file, content);
    const { status, stderr } = spawnSync('tar', ['-xf', file, '-C', folder, '--strip-components=1'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`tar could not unpack ${archive.name}: ${stderr}`);
    // The program has the same name in the archive.
    const program = join(folder, basename(path));
    await chmod(program, 0o755);
    await rename(program, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
