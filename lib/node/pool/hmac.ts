import { createHmac } from 'node:crypto';
import type { Hmac } from '../../core/pool.js';

export const hmac: Hmac = (key, message) => createHmac('sha256', key).update(message).digest('base64url');
