import escapeHtml from 'escape-html';
import { EXPERIMENTS, type ExpectationSeen, type ExperimentName, expectationSentence } from '../../core/experiments/catalogue.js';

export interface FailedLogins {
  expectations: ExpectationSeen[];
  probes: { attempts: number; account: 'open' | 'locked' }[];
}

const SIGN = { held: 'held', broken: 'BROKEN', unclear: 'unclear', skipped: 'skipped' } as const;

/** Bars: of the accounts that got so many wrong passwords, how many were locked. */
function lockPicture(probes: FailedLogins['probes']): string {
  const counts = new Map<number, { locked: number; all: number }>();
  for (const { attempts, account } of probes) {
    const row = counts.get(attempts) ?? { locked: 0, all: 0 };
    row.all += 1;
    if (account === 'locked') row.locked += 1;
    counts.set(attempts, row);
  }
  if (counts.size === 0) return '';
  const rows = Array.from(counts).sort(([a], [b]) => a - b);
  const bars = rows.map(([attempts, { locked, all }], i) => {
    const width = (locked / all) * 300;
    const y = i * 22;
    return (
      `<text x="0" y="${y + 14}">after ${attempts}</text><rect x="90" y="${y + 3}" width="300" height="14" class="track"/>` +
      `<rect x="90" y="${y + 3}" width="${width}" height="14" class="bar"/><text x="400" y="${y + 14}">${locked} of ${all} locked</text>`
    );
  });
  const title = 'accounts that were locked after so many wrong passwords';
  return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 520 ${rows.length * 22 + 4}" role="img" aria-label="${title}">${bars.join('')}</svg></figure>`;
}

/** The experiments with failed logins: each question, what was expected, what was seen; and the lockout as a picture. */
export function failedLoginsPart({ expectations, probes }: FailedLogins): string {
  const names = Array.from(new Set(expectations.map(({ experiment }) => experiment)));
  const parts = names.map((name: ExperimentName) => {
    const rows = expectations
      .filter(({ experiment }) => experiment === name)
      .map(
        (seen) =>
          `<tr><td class="${seen.result}">${SIGN[seen.result]}</td><td>${escapeHtml(expectationSentence(seen))}</td><td>${escapeHtml(seen.found)}</td></tr>`,
      );
    const table = `<div class="scroll"><table><thead><tr><th></th><th>expected</th><th>seen</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
    return `<h3>${name}: ${escapeHtml(EXPERIMENTS[name].question)}</h3>${table}${name === 'lockout' ? lockPicture(probes) : ''}`;
  });
  return parts.join('') + (names.includes('enumeration') ? '<div id="kinds" class="chart"></div>' : '');
}
