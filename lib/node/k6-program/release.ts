/** The k6 that this suite is measured with. A later 2.x works too; an older one lacks what the bundles use. */
export const K6_VERSION = '2.2.0';

export interface Version {
  major: number;
  minor: number;
  patch: number;
  text: string;
}

/** @param output what `k6 version` prints, such as `k6 v2.2.0 (go1.26.8, linux/amd64)` */
export function parseVersion(output: string): Version | undefined {
  const match = /v(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]), text: match[0] };
}

/** `pinned`, `later` (used, with a line that says so) or `unusable`. */
export function fitness(version: Version): 'pinned' | 'later' | 'unusable' {
  if (version.text === `v${K6_VERSION}`) return 'pinned';
  return version.major === 2 && version.minor >= 2 ? 'later' : 'unusable';
}

/** SHA-256 of the official archives of K6_VERSION, by platform as Node names it. */
export const ARCHIVES: Record<string, { name: string; sha256: string }> = {
  'linux-x64': { name: 'linux-amd64.tar.gz', sha256: 'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d' },
  'linux-arm64': { name: 'linux-arm64.tar.gz', sha256: '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c' },
  'darwin-x64': { name: 'macos-amd64.zip', sha256: '45a08590511c8a6a9c6331645e60c41624924e848e29472e87c60ac956d50372' },
  'darwin-arm64': { name: 'macos-arm64.zip', sha256: '37a028506bf13578de66c906296803775df28cc2504b1a8c5d786b2803e757c7' },
  'win32-x64': { name: 'windows-amd64.zip', sha256: 'ceb2b1e1cf9dbe1303c6c33ec83ffda86dda5c610b4def92064d3c7ebae8d9f4' },
};

export function archiveUrl(name: string): string {
  return `https://github.com/grafana/k6/releases/download/v${K6_VERSION}/k6-v${K6_VERSION}-${name}`;
}
