import { Column, noSamples, type Samples, type Series } from './columns.js';
import { noteOwner } from './owners.js';

function append(series: Series, more: Series): void {
  const [at, ms] = [more.at.values(), more.ms.values()];
  for (let i = 0; i < ms.length; i++) {
    series.at.push(at[i] as number);
    series.ms.push(ms[i] as number);
  }
}

/** Samples of several runners as if one had taken them all: every value is kept, so that nothing is estimated. */
export function mergeSamples(all: readonly Samples[]): Samples {
  const merged: Samples = { ...noSamples(), cut: false };
  for (const samples of all) {
    for (const series of samples.series) {
      const { op, phase, outcome } = series;
      let known = merged.series.find((item) => item.op === op && item.phase === phase && item.outcome === outcome);
      if (!known) {
        known = { op, phase, outcome, ms: new Column((size) => new Float64Array(size)), at: new Column((size) => new Uint32Array(size)) };
        merged.series.push(known);
      }
      append(known, series);
    }
    for (const finding of samples.findings) {
      const { firstSeen, count, ...what } = finding;
      const key = JSON.stringify(what);
      const known = merged.findings.find(({ firstSeen: _, count: __, ...other }) => JSON.stringify(other) === key);
      if (!known) merged.findings.push({ ...finding });
      else {
        known.count += count;
        known.firstSeen = Math.min(known.firstSeen, firstSeen);
      }
    }
    for (const seen of samples.shapes) {
      const known = merged.shapes.find(({ key, shape }) => key === seen.key && shape === seen.shape);
      if (!known) merged.shapes.push({ ...seen });
      else {
        known.users += seen.users;
        known.firstSeen = Math.min(known.firstSeen, seen.firstSeen);
      }
    }
    for (const [id, result] of samples.cases) if (merged.cases.get(id) !== 'failed') merged.cases.set(id, result);
    for (const wrong of samples.wrongAnswers) merged.wrongAnswers.push(wrong);
    merged.expectations.push(...samples.expectations);
    merged.probes.push(...samples.probes);
    for (const wait of samples.connecting) merged.connecting.push(wait);
    for (const [kind, times] of samples.kinds) merged.kinds.set(kind, [...(merged.kinds.get(kind) ?? []), ...times]);
    for (const [op, count] of samples.signatures) merged.signatures.set(op, (merged.signatures.get(op) ?? 0) + count);
    for (const [subject, at] of samples.subjects) merged.subjects.set(subject, Math.min(at, merged.subjects.get(subject) ?? at));
    for (const [subject, at] of samples.guessedSubjects)
      merged.guessedSubjects.set(subject, Math.min(at, merged.guessedSubjects.get(subject) ?? at));
    for (const one of samples.shared) merged.shared.push(one);
    for (const [hash, { user, op, at }] of samples.owners) noteOwner(merged, user, [hash], op, at);
    merged.dropped += samples.dropped;
    merged.exceptions += samples.exceptions;
    merged.cut ||= samples.cut;
  }
  return merged;
}
