import type { Trace } from '../../core/contract/trace.js';
import type { ExpectationSeen } from '../../core/experiments/catalogue.js';
import { METRICS } from '../../core/metrics.js';
import { Column, type CountedFinding, noSamples, type Samples, type Series } from './columns.js';
import { metadataOf, splitCsv, tagsOf } from './csv-line.js';
import { noteOwner } from './owners.js';

/** Reads the lines of k6's CSV output, in one pass, as they come. */
export class Reader {
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
    this.problem = new Error('it is not a file of k6 samples: its first line has no column extra_tags');
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
    else if (metric === 'http_req_blocked') this.#connecting(splitCsv(line));
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
    const metadata = fields[this.#metadataColumn] ?? '';
    if (metadata === '') return;
    const [trace, owner] = [metadataOf(metadata, 'trace'), metadataOf(metadata, 'owner')];
    if (trace !== '') this.#wrongAnswer(series, Number(fields[1]), trace);
    const [user = '', ...hashes] = owner.split(' ');
    noteOwner(this.samples, user, hashes, series.op, Number(fields[1]));
  }

  #wrongAnswer({ op, phase, outcome }: Series, at: number, trace: string): void {
    this.samples.wrongAnswers.push({ op, phase, outcome, at, ...(JSON.parse(trace) as Trace) });
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
    const found = metadataOf(fields[this.#metadataColumn] ?? '', 'found');
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
    const shape = metadataOf(fields[this.#metadataColumn] ?? '', 'shape');
    const known = this.samples.shapes.find((seen) => seen.key === key && seen.shape === shape);
    if (known) known.users += Number(fields[2]);
    else this.samples.shapes.push({ key, shape, firstSeen: Number(fields[1]), users: Number(fields[2]) });
  }

  #expectation(fields: string[]): void {
    const { experiment, expectation = '', result } = tagsOf(fields[this.#tagColumn] ?? '');
    const found = metadataOf(fields[this.#metadataColumn] ?? '', 'found');
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
    const { signatures, subjects } = this.samples;
    signatures.set(op, (signatures.get(op) ?? 0) + Number(fields[2]));
    const subject = metadataOf(fields[this.#metadataColumn] ?? '', 'subject');
    if (subject !== '' && !subjects.has(subject)) subjects.set(subject, Number(fields[1]));
  }

  #connecting(fields: string[]): void {
    const { op = '', phase = '' } = tagsOf(fields[this.#tagColumn] ?? '');
    this.samples.connecting.push({ op, phase, ms: Number(fields[2]) });
  }

  #case(fields: string[]): void {
    const tags = tagsOf(fields[this.#tagColumn] ?? '');
    if (!tags.case || this.samples.cases.get(tags.case) === 'failed') return;
    this.samples.cases.set(tags.case, tags.result as 'passed' | 'failed' | 'not run');
    this.samples.casesSeen.set(tags.case, metadataOf(fields[this.#metadataColumn] ?? '', 'found'));
  }
}
