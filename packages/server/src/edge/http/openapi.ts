import * as protocol from '@natter/protocol';
import { ERRORS, type ErrorCode, REST, type RestRoute } from '@natter/protocol';
import * as z from 'zod';

type Schema = z.core.$ZodType;
type Json = Record<string, unknown>;

/** Schemas that get a name of their own in the document: the exported ones that describe a thing. */
const NAMED = [
  'Message',
  'Mention',
  'ReplyTo',
  'Reaction',
  'Attachment',
  'Person',
  'Participant',
  'Conversation',
  'Draft',
  'ConversationsPage',
  'HistoryPage',
  'ChangesPage',
  'Receipts',
  'MarkAnswer',
  'SendAnswer',
  'SyncAnswer',
  'SyncedConversation',
  'UnreadTotals',
  'PeoplePage',
  'Me',
  'Settings',
  'PublicConfig',
  'Problem',
  'FieldFault',
  'SendBody',
  'StartBody',
  'ConversationPatch',
  'MarkBody',
  'SettingsPatch',
  'HostUser',
  'HostUsersBody',
  'HostUsersAnswer',
  'HostMembership',
  'HostMembershipsBody',
  'HostMembershipsAnswer',
  'SeenFrom',
  'Blocks',
  'ReportBody',
  'Report',
  'ReportsPage',
  'ResolveBody',
  'Suspension',
  'Suspensions',
  'ModerationAction',
  'ModerationActionsPage',
  'FilterWord',
  'FilterWords',
  'StoreStatus',
] as const satisfies readonly (keyof typeof protocol)[];

/** The OpenAPI 3.1 document, made from the table and the schemas that validate at run time. */
export function createOpenApi(version: string): Json {
  const components = createComponents();
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(REST) as [string, RestRoute][]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(name, route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Natter',
      version,
      description: 'Direct messages: people, conversations, messages, receipts, sync.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        person: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of the host for a person.',
        },
        host: { type: 'http', scheme: 'bearer', description: 'The API key of the host’s server.' },
      },
    },
  };
}

interface Components {
  readonly schemas: Record<string, unknown>;
  /** A reference where the schema has a name, the schema itself otherwise. */
  use(schema: Schema, io: 'input' | 'output'): Json;
}

const INPUT_ONLY: ReadonlySet<string> = new Set([
  'SendBody',
  'StartBody',
  'ConversationPatch',
  'MarkBody',
  'SettingsPatch',
  'HostUser',
  'HostUsersBody',
]);

function createComponents(): Components {
  const names = new Map<Schema, string>(NAMED.map((name) => [protocol[name], name]));
  const convert = (schema: Schema, io: 'input' | 'output', self?: string): Json => {
    const registry = z.registry<{ id: string }>();
    for (const [named, id] of names) if (id !== self) registry.add(named, { id });
    const json = z.toJSONSchema(schema, {
      io,
      metadata: registry,
      unrepresentable: 'any',
      reused: 'inline',
      override: ({ jsonSchema }) => {
        delete jsonSchema.id;
        // Fields may be added to any shape; what is not known is ignored.
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }) as Json;
    return withReferences(json);
  };
  const schemas = Object.fromEntries(
    [...names].map(([schema, name]) => [name, convert(schema, INPUT_ONLY.has(name) ? 'input' : 'output', name)]),
  );
  return {
    schemas,
    use: (schema, io) => {
      const name = names.get(schema);
      return name === undefined ? convert(schema, io) : { $ref: `#/components/schemas/${name}` };
    },
  };
}

/** What one conversion calls `#/$defs/X` is `#/components/schemas/X` in the document. */
function withReferences(json: Json): Json {
  const { $defs: _defs, $schema: _schema, ...rest } = json;
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function describeRoute(name: string, route: RestRoute, components: Components): Json {
  const [, , area] = route.path.split('/');
  return {
    operationId: name,
    summary: route.summary,
    tags: [area === 'messages' ? (route.path.split('/')[3] ?? area) : area],
    security: route.auth === 'none' ? [] : [{ [route.auth]: [] }],
    parameters: [...describeParameters('path', route.params), ...describeParameters('query', route.query)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: components.use(route.body, 'input') } },
          },
        }
      : {}),
    responses: { ...describeAnswers(route, components), ...describeErrors(route) },
  };
}

function describeParameters(place: 'path' | 'query', schema: RestRoute['params']): Json[] {
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required ?? []);
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    schema: property,
  }));
}

function describeAnswers(route: RestRoute, components: Components): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      schema === null
        ? { description: 'Done' }
        : { description: 'OK', content: { 'application/json': { schema: components.use(schema, 'output') } } },
    ]),
  );
}

/** The errors that any call of its kind may answer; the code in the body says which. */
function describeErrors(route: RestRoute): Json {
  const codes: ErrorCode[] = ['invalid', 'not_found', 'too_large', 'timeout', 'internal', 'unavailable'];
  if (route.auth !== 'none') codes.push('unauthenticated', 'forbidden');
  if (route.auth === 'person') codes.push('rate_limited');
  if (route.method !== 'GET' || route.path.endsWith('/changes')) codes.push('conflict');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(ERRORS[code].http, [...(byStatus.get(ERRORS[code].http) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      String(status),
      {
        description: some.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}
