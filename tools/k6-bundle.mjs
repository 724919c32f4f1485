const MAX_BYTES = 300_000;

/**
 * What k6 cannot run, or runs wrongly, must not get into a bundle.
 *
 * @param locked bytes of the shape locks in it, which grow with the targets that a team has
 * @throws Error that names the bundle and everything that is wrong with it
 */
export function checkK6Bundle(name, code, locked) {
  const problems = [
    [/\brequire\(/, 'holds require('],
    [/\bnew Function\b/, 'holds new Function'],
    [/\bnew RegExp\(["']/, 'holds new RegExp of a constant, which every virtual user compiles by itself'],
    [/\\p\{/, 'holds a \\p{ pattern, which k6 never matches'],
  ]
    .filter(([pattern]) => pattern.test(code))
    .map(([, problem]) => problem);
  const size = Buffer.byteLength(code) - locked;
  if (size > MAX_BYTES) problems.push(`is ${size} bytes, more than ${MAX_BYTES}`);
  if (problems.length > 0) throw new Error(`dist/${name}: ${problems.join('; ')}`);
}
