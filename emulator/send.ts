import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer } from './errors.js';
import type { Fault } from './faults/fault.js';

/** Sends an answer; a fault may break the connection over it. */
export async function send(response: ServerResponse, answer: HttpAnswer, connection: Fault['connection']): Promise<void> {
  if (connection === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, answer.status === 204 ? {} : { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
  if (connection === 'cut') {
    response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    return;
  }
  if (connection === 'slow') {
    for (let i = 0; i < 4; i++) {
      response.write(answer.body.slice((answer.body.length * i) / 4, (answer.body.length * (i + 1)) / 4));
      await sleep(500, undefined, { ref: false });
    }
    response.end();
    return;
  }
  response.end(answer.body);
}
