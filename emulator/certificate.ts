import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Credentials } from './server.js';

/** Makes a self-signed certificate for loopback, and writes it where a client can be given it as CA. */
export async function makeCertificate(): Promise<Credentials & { caFile: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const caFile = join(mkdtempSync(join(tmpdir(), 'k6-ropc-emulator-')), 'ca.pem');
  writeFileSync(caFile, cert);
  return { key, cert, caFile };
}
