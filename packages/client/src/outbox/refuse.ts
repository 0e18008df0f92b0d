import { MessagingError } from '../errors.ts';

/** What the server would refuse for ever is refused here. */
export function refuse(code: 'invalid' | 'too_large', path: string, message: string): never {
  throw new MessagingError({ origin: 'client', code, detail: `${path}: ${message}`, fields: [{ path, message }] });
}
