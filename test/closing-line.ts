import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with the line that CI counts by. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = Array.from(module.children.allTests());
      if (module.state() === 'failed' && tests.length === 0) counts.failed += 1;
      for (const test of tests) counts[test.result().state] += 1;
    }
    process.on('exit', () => console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`));
  }
}
