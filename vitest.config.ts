import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{core,node,emulator,house}/**/*.test.ts'], testTimeout: 20_000 } },
      {
        // The real k6 against the real emulator, two at a time on two cores.
        test: {
          name: 'k6',
          include: ['test/k6/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    reporters: process.env.CI ? ['default', './test/closing-line.ts'] : ['default'],
  },
});
