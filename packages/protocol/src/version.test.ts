import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { COMMANDS, ERRORS, EVENTS, LIMITS, PROTOCOL_VERSION, REST, type RestRoute } from './index.ts';

/** All that goes over the wire, as JSON Schema: what is accepted (`input`) and what is answered (`output`). */
function describeWire(): unknown {
  const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output') =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const routes: [string, RestRoute][] = Object.entries(REST);
  return {
    rest: routes.map(([name, { method, path, auth, params, query, body, answers }]) => ({
      name,
      method,
      path,
      auth,
      in: [params, query, body].map((schema) => (schema === undefined ? null : schemaOf(schema, 'input'))),
      out: Object.entries(answers).map(([status, schema]) => [
        status,
        schema === null ? null : schemaOf(schema, 'output'),
      ]),
    })),
    commands: Object.entries(COMMANDS).map(([name, { input, output }]) => [
      name,
      schemaOf(input, 'input'),
      schemaOf(output, 'output'),
    ]),
    events: Object.entries(EVENTS).map(([name, schema]) => [name, schemaOf(schema, 'output')]),
    errors: Object.entries(ERRORS).map(([code, { http, retry }]) => [code, http, retry]),
    limits: LIMITS,
  };
}

describe('the wire', () => {
  it('[WIRE-1] does not change unawares: whoever changes a schema raises the version, writes a line of history, and renews this hash', () => {
    const hash = createHash('sha256').update(JSON.stringify(describeWire())).digest('hex').slice(0, 16);
    // Before the first release the version stays 1 and only the hash is renewed.
    expect({ version: PROTOCOL_VERSION, hash }).toEqual({ version: 1, hash: '275d2bf27a2a83e2' });
  });
});
