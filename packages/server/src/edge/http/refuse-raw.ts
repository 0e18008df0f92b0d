import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../../platform/domain-error.ts';
import { toProblem } from './problem.ts';

/**
 * Answers what never became a request, in the words of the contract, and closes the connection: one that did not arrive whole in its
 * time is `timeout` (408), one whose head is too long `too_large`, anything else `invalid`.
 */
export function refuseRaw(error: Error & { readonly code?: string | undefined }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem = toProblem(toDomain(error.code));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function toDomain(code: string | undefined): DomainError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new DomainError('timeout', { detail: 'The request did not arrive in time. Please try again.' });
  }
  if (code === 'HPE_HEADER_OVERFLOW')
    return new DomainError('too_large', { detail: 'The head of the request is too long.' });
  return new DomainError('invalid', { detail: 'This is no request that can be read.' });
}
