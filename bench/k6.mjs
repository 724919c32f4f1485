import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const BUILT = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'k6-ropc/k6-v2.2.0/k6');

/** The k6 program: the one of K6_BIN, the one that `doctor --get-k6` built, or the one on the PATH. */
export const K6 = process.env.K6_BIN ?? (existsSync(BUILT) ? BUILT : 'k6');
