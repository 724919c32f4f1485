import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

/** The folder of package.json; this file is bundled into dist/. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const DIST = join(ROOT, 'dist');

/** Where programs are kept that are no build output, such as k6. */
export const CACHE = envPaths('k6-ropc', { suffix: '' }).cache;

/** Where the emulator listens unless it is told otherwise; the target of commands that send nothing to it. */
export const LOCAL = 'http://127.0.0.1:9000';
