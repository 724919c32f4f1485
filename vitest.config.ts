import { defineConfig } from 'vitest/config';

const files = (names: string[]): string[] => names.map((name) => `test/k6/${name}.test.ts`);
// The real k6 against the real emulator. What is heavy on the machine goes first, so that it is in nobody's way.
const HEAVY = files(['recogniser', 'register', 'pool', 'rfc6749', 'bench', 'contract']);
// Small loads whose latency nobody compares: two at a time.
const PAIRS = files(['sign-in', 'other-scenarios', 'command']);

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{core,node,emulator,house}/**/*.test.ts'], testTimeout: 60_000, maxWorkers: 2 } },
      {
        test: { name: 'k6-heavy', include: HEAVY, testTimeout: 180_000, hookTimeout: 30_000, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        test: { name: 'k6-pairs', include: PAIRS, testTimeout: 120_000, hookTimeout: 30_000, maxWorkers: 2, sequence: { groupOrder: 2 } },
      },
      {
        // One at a time: two loads on two cores would measure each other.
        test: {
          name: 'k6',
          include: ['test/k6/**/*.test.ts'],
          exclude: [...HEAVY, ...PAIRS],
          testTimeout: 120_000,
          hookTimeout: 30_000,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
    reporters: process.env.CI ? ['default', './test/closing-line.ts'] : ['default'],
  },
});
