import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ExpectationSeen } from '../../core/experiments/catalogue.js';
import { METRICS } from '../../core/metrics.js';
import { Column, type CountedFinding, noSamples, type Samples, type Series } from './columns.js';

const LF = 10;

/** Splits one CSV line (RFC 4180); only lines that count are split at all. */
export function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(fields, ([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')));
}

function tagsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Reads the lines of k6's CSV output, in one pass, as they come. */
class Reader {
  readonly samples: Samples = { ...noSamples(), cut: false };
  /** Kept here, for a pipeline may replace it by an error of its own. */
  problem?: Error;
  #tagColumn = 0;
  #metadataColumn = 0;
  readonly #byTags = new Map<string, Series>();
  readonly #series = new Map<string, Series>();
  readonly #findings = new Map<string, CountedFinding>();

  header(line: string): void {
    const columns = splitCsv(line);
    this.#tagColumn = columns.indexOf('extra_tags');
    this.#metadataColumn = columns.indexOf('metadata');
    if (this.#tagColumn >= 0) return;
    this.problem = new Error('this is no samples file: its first line has no column extra_tags');
    throw this.problem;
  }

  line(line: string): void {
    const metric = line.slice(0, line.indexOf(','));
    if (metric === METRICS.duration) this.#duration(line);
    else if (metric === METRICS.findings) this.#finding(splitCsv(line));
    else if (metric === METRICS.cases) this.#case(splitCsv(line));
    else if (metric === METRICS.shapes) this.#shape(splitCsv(line));
    else if (metric === METRICS.expectations) this.#expectation(splitCsv(line));
    else if (metric === METRICS.attempts) this.#probe(splitCsv(line));
    else if (metric === METRICS.kinds) this.#kind(splitCsv(line));
    else if (metric === METRICS.signatures) this.#signature(splitCsv(line));
    else if (metric === METRICS.exceptions) this.samples.exceptions += 1;
    else if (metric === 'dropped_iterations') this.samples.dropped += Number(splitCsv(line)[2]);
  }

  #duration(line: string): void {
    const fields = splitCsv(line);
    const tags = fields[this.#tagColumn] as string;
    let series = this.#byTags.get(tags);
    if (!series) {
      series = this.#seriesFor(tagsOf(tags));
      this.#byTags.set(tags, series);
    }
    series.at.push(Number(fields[1]));
    series.ms.push(Number(fields[2]));
  }

  // Tags come in any order, so several texts can mean the same series.
  #seriesFor({ op = '', phase = '', outcome = '' }: Record<string, string>): Series {
    const key = `${op} ${phase} ${outcome}`;
    let series = this.#series.get(key);
    if (!series) {
      series = { op, phase, outcome, ms: new Column((size) => new Float64Array(size)), at: new Column((size) => new Uint32Array(size)) };
      this.#series.set(key, series);
      this.samples.series.push(series);
    }
    return series;
  }

  #finding(fields: string[]): void {
    const tags = tagsOf(fields[this.#tagColumn] ?? '');
    const { found = '' } = tagsOf(fields[this.#metadataColumn] ?? '');
    const { rule, schema = '', pointer = '', keyword = '', op = '', severity = '', case: caseId = '' } = tags;
    const key = [rule, schema, pointer, keyword, op, caseId, found].join(' ');
    const known = this.#findings.get(key);
    if (known) known.count += Number(fields[2]);
    else {
      const finding = {
        rule: rule as CountedFinding['rule'],
        schema,
        pointer,
        keyword,
        found,
        op,
        severity: severity as CountedFinding['severity'],
        caseId,
        count: Number(fields[2]),
        firstSeen: Number(fields[1]),
      };
      this.#findings.set(key, finding);
      this.samples.findings.push(finding);
    }
  }

  #shape(fields: string[]): void {
    const { key = '' } = tagsOf(fields[this.#tagColumn] ?? '');
    const { shape = '' } = tagsOf(fields[this.#metadataColumn] ?? '');
    const known = this.samples.shapes.find((seen) => seen.key === key && seen.shape === shape);
    if (known) known.users += Number(fields[2]);
    else this.samples.shapes.push({ key, shape, firstSeen: Number(fields[1]), users: Number(fields[2]) });
  }

  #expectation(fields: string[]): void {
    const { experiment, expectation = '', result } = tagsOf(fields[this.#tagColumn] ?? '');
    const { found = '' } = tagsOf(fields[this.#metadataColumn] ?? '');
    this.samples.expectations.push({ experiment, id: expectation, result, found } as ExpectationSeen);
  }

  #probe(fields: string[]): void {
    const { account } = tagsOf(fields[this.#tagColumn] ?? '');
    this.samples.probes.push({ attempts: Number(fields[2]), account: account as 'open' | 'locked' });
  }

  #kind(fields: string[]): void {
    const { kind = '' } = tagsOf(fields[this.#tagColumn] ?? '');
    const times = this.samples.kinds.get(kind);
    if (times) times.push(Number(fields[2]));
    else this.samples.kinds.set(kind, [Number(fields[2])]);
  }

  #signature(fields: string[]): void {
    const { op = '' } = tagsOf(fields[this.#tagColumn] ?? '');
    const { signatures } = this.samples;
    signatures.set(op, (signatures.get(op) ?? 0) + Number(fields[2]));
  }

  #case(fields: string[]): void {
    const tags = tagsOf(fields[this.#tagColumn] ?? '');
    if (tags.case && this.samples.cases.get(tags.case) !== 'failed') this.samples.cases.set(tags.case, tags.result as 'passed' | 'failed');
  }
}

// First letters after ropc_: duration, findings, cases, shapes and signatures, attempts, kinds.
const KINDS = [0x64, 0x66, 0x63, 0x73, 0x61, 0x6b];

// Only these first bytes begin a line that counts; all others are passed over undecoded.
function counts(chunk: Buffer, start: number, end: number): boolean {
  const first = chunk[start];
  if (first === 0x64) return chunk[start + 1] === 0x72; // dr(opped_iterations), not data_sent
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
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createGunzip({ chunkSize: 1 << 20 }), async (chunks) => {
      for await (const chunk of chunks) take(chunk as Buffer);
    });
  } catch (error) {
    if (reader.problem) throw reader.problem;
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw error;
    reader.samples.cut = true;
  }
  if (!begun) reader.samples.cut = true;
  return reader.samples;
}
