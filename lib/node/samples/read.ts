import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Samples } from './columns.js';
import { Reader } from './reader.js';

const LF = 10;
// Larger ones are read no faster, and take 40 MB more.
const CHUNK = 1 << 17;

// First letters after ropc_: duration, findings, cases, shapes and signatures, attempts, kinds.
const KINDS = [0x64, 0x66, 0x63, 0x73, 0x61, 0x6b];

// Behind the name, a time of ten digits, and their commas.
const BLOCKED_VALUE = 'http_req_blocked,1700000000,'.length;

// Only these first bytes begin a line that counts; all others are passed over undecoded.
function counts(chunk: Buffer, start: number, end: number): boolean {
  const first = chunk[start];
  if (first === 0x64) return chunk[start + 1] === 0x72; // dr(opped_iterations), not data_sent
  // http_req_b(locked): where the wait was a millisecond or more, so that it does not begin with 0.
  if (first === 0x68) return chunk[start + 9] === 0x62 && chunk[start + BLOCKED_VALUE] !== 0x30;
  if (first !== 0x72 || end - start < 12) return false; // r(opc_)
  const kind = chunk[start + 5];
  // ropc_e is an exception or an expectation, unless it is one of the many errors.
  return kind === 0x65 ? chunk[start + 6] === 0x78 : KINDS.includes(kind as number);
}

/**
 * Reads `samples.csv.gz`. What an interrupted run left behind is read as far as it goes.
 *
 * @throws Error where the file is not there, or is no samples file
 */
export async function readSamples(path: string): Promise<Samples> {
  const reader = new Reader();
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  const take = (chunk: Buffer): void => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(LF, start); end !== -1; end = data.indexOf(LF, start)) {
      if (!begun) reader.header(data.toString('utf8', start, end));
      else if (counts(data, start, end)) reader.line(data.toString('utf8', start, end));
      begun = true;
      start = end + 1;
    }
    rest = data.subarray(start);
  };
  try {
    await pipeline(createReadStream(path, { highWaterMark: CHUNK }), createGunzip({ chunkSize: CHUNK }), async (chunks) => {
      for await (const chunk of chunks) take(chunk as Buffer);
    });
  } catch (error) {
    if (reader.problem) throw new Error(`${path}: ${reader.problem.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw error;
    reader.samples.cut = true;
  }
  if (!begun) reader.samples.cut = true;
  return reader.samples;
}
