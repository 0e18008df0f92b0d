import { STATUS_CODES } from 'node:http';
import { ERRORS, LIMITS, type Problem } from '@natter/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { toDomainError } from '../to-domain-error.ts';

/** Answers an error as `application/problem+json` (RFC 9457), with `Retry-After` where waiting helps (REST-2). */
export function sendProblem(reply: FastifyReply, error: DomainError): FastifyReply {
  const body = error.toBody();
  if (body.retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(body.retryAfter))));
  if (body.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(ERRORS[error.code].http)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(toProblem(error)));
}

/** Nothing of the request is repeated: what is forbidden and what does not exist answer the same bytes (REST-3). */
export function toProblem(error: DomainError): Problem {
  const status = ERRORS[error.code].http;
  return { type: `urn:natter:error:${error.code}`, title: STATUS_CODES[status] ?? 'Error', status, ...error.toBody() };
}

/** Turns whatever was thrown into an answer. */
export function createErrorHandler({ log, meter }: Pick<Platform, 'log' | 'meter'>) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = fromFramework(error) ?? error;
    const domainError = toDomainError(known, log, { requestId: request.id, route: request.routeOptions?.url });
    meter.countError('http', domainError.code);
    return sendProblem(reply, domainError);
  };
}

/** Errors of the HTTP layer that the caller has caused. */
function fromFramework(error: FastifyError | Error): DomainError | null {
  if (error instanceof DomainError || !('code' in error)) return null;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new DomainError('too_large', { detail: `A request may have at most ${LIMITS.bodyBytes} bytes.` });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new DomainError('invalid', { detail: 'The content type must be application/json.' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new DomainError('invalid', { detail: 'The body is not valid JSON.' });
    default: {
      const status = 'statusCode' in error ? error.statusCode : undefined;
      return typeof status === 'number' && status >= 400 && status < 500 ? new DomainError('invalid') : null;
    }
  }
}
