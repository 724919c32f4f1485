if (process.argv.includes('--help')) {
  console.log(
    'npm run bench: what the suite itself costs, as ratios side by side, in about eight minutes. -- --quick: a trial, whose numbers mean nothing.',
  );
  process.exit(0);
}

// How much a bench does. `--quick` tries the bench itself, for its test (test/k6/bench.test.ts): those numbers mean nothing.
const quick = process.argv.includes('--quick');
if (quick) console.log('a trial: these numbers mean nothing');

/** @returns the whole of it, or the part that is enough for a trial */
export const size = (whole, trial) => (quick ? trial : whole);
