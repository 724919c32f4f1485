/** Splits one CSV line (RFC 4180); only lines that count are split at all. */
export function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(fields, ([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')));
}

/** The piece of metadata of this name that a sample has. k6 escapes nothing in it, and our samples have one piece. */
export function metadataOf(text: string, name: string): string {
  return text.startsWith(`${name}=`) ? text.slice(name.length + 1) : '';
}

/** The tags of a sample, as k6 writes them into one field. */
export function tagsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
