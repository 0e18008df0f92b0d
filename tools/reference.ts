/**
 * Makes the references in `docs/reference/` from the tables that run: configuration, REST, socket and errors. `npm run gen`
 * writes them; a test fails when what is committed differs.
 */
import { COMMANDS, ERRORS, EVENTS, LIMITS, REST, type RestRoute } from '@natter/protocol';
import { describeOptions } from '@natter/server';
import * as z from 'zod/mini';

const MADE = '<!-- Made by `npm run gen`; do not edit. -->';

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeType(schema: unknown): string {
  if (!isJson(schema)) return 'anything';
  const { type, items, properties, required, format, maximum, minimum, maxLength, maxItems } = schema;
  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(variants)) return [...new Set(variants.map(describeType))].join(' \\| ');
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => `\`${String(value)}\``).join(' \\| ');
  if ('const' in schema) return `\`${String(schema['const'])}\``;
  if (type === 'array') return `[${describeType(items)}]${typeof maxItems === 'number' ? ` ≤ ${maxItems}` : ''}`;
  if (type === 'object' && isJson(properties)) {
    const needed = new Set(Array.isArray(required) ? required : []);
    const fields = Object.entries(properties).map(
      ([name, field]) => `${name}${needed.has(name) ? '' : '?'}: ${describeType(field)}`,
    );
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  const bounds = [
    typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? `≥ ${minimum}` : '',
    typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? `≤ ${maximum}` : '',
    typeof maxLength === 'number' ? `≤ ${maxLength} units` : '',
  ].filter((bound) => bound !== '');
  return [String(format ?? type ?? 'anything'), ...bounds].join(' ');
}

/** A schema by the name of its export where it is a shared shape, else spelled out. */
function show(schema: z.ZodMiniType | undefined, io: 'input' | 'output'): string {
  if (schema === undefined) return '–';
  const named = SHAPES.get(schema);
  if (named !== undefined) return `[${named}](shapes.md#${named.toLowerCase()})`;
  return describeType(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

const SHAPES = new Map<z.ZodMiniType, string>();

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function configuration(): string {
  const rows = describeOptions().map((option) => [
    `\`${option.name}\``,
    option.type.replaceAll('|', '\\|'),
    option.default === null || option.default === '' ? '–' : `\`${option.default}\``,
    option.description,
  ]);
  return `# Configuration\n\n${MADE}\n\nEnvironment variables; a \`.env\` file is read. All faults are told at once, one line each.\n\n${table(['variable', 'takes', 'default', 'what it does'], rows)}\n`;
}

function rest(): string {
  const routes: [string, RestRoute][] = Object.entries(REST);
  const rows = routes.map(([, route]) => [
    `\`${route.method} ${route.path}\``,
    route.auth,
    route.summary,
    [show(route.query, 'input'), show(route.body, 'input')].filter((part) => part !== '–').join(' · ') || '–',
    Object.entries(route.answers)
      .map(([status, schema]) => `${status}${schema === null ? '' : ` ${show(schema, 'output')}`}`)
      .join('<br>'),
  ]);
  return `# REST\n\n${MADE}\n\nThe same as \`/api/openapi.json\` of a running server, to read. \`auth\`: whose token. A body is at most ${LIMITS.bodyBytes / 1024} KiB.\n\n${table(['call', 'auth', 'meaning', 'query · body', 'answers'], rows)}\n`;
}

function socket(): string {
  const commands = Object.entries(COMMANDS).map(([name, { input, output }]) => [
    `\`${name}\``,
    show(input, 'input'),
    show(output, 'output'),
  ]);
  const events = Object.entries(EVENTS).map(([name, schema]) => [`\`${name}\``, show(schema, 'output')]);
  return `# Socket\n\n${MADE}\n\nSocket.IO, default namespace, path \`/socket.io\`; the token goes in \`auth.token\`. Each command takes one payload and an acknowledgement, which gets \`{ ok: true, data }\` or \`{ ok: false, error }\`.\n\n## Commands: client to server\n\n${table(['command', 'payload', 'data'], commands)}\n\n## Events: server to client\n\n${table(['event', 'payload'], events)}\n`;
}

function errors(): string {
  const rows = Object.entries(ERRORS).map(([code, rule]) => [
    `\`${code}\``,
    String(rule.http),
    rule.retry,
    rule.detail,
  ]);
  return `# Errors\n\n${MADE}\n\nOver HTTP as \`application/problem+json\` (RFC 9457), on the socket in the acknowledgement. \`retryAfter\` is in seconds.\n\n${table(['code', 'status', 'try again', 'says, unless it knows better'], rows)}\n`;
}

function shapes(): string {
  const parts = [...SHAPES].map(([schema, name]) => {
    const described = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
    const fields = isJson(described) && isJson(described['properties']) ? Object.entries(described['properties']) : [];
    return `## ${name}\n\n${
      fields.length === 0
        ? describeType(described)
        : table(
            ['field', 'type'],
            fields.map(([field, type]) => [`\`${field}\``, describeType(type)]),
          )
    }`;
  });
  return `# Shapes\n\n${MADE}\n\nWhat several calls carry. Fields may be added, never renamed.\n\n${parts.join('\n\n')}\n`;
}

/** Every reference by its file name. `protocol` is the package's namespace, from which the shared shapes get their names. */
export function makeReferences(protocol: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  // By name: a namespace lists its exports in an order of its maker's own.
  const exported = Object.entries(protocol).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, value] of exported) {
    if (isJson(value) && '_zod' in value && /^[A-Z]/.test(name)) {
      const schema = value as unknown as z.ZodMiniType;
      if (schema._zod.def.type === 'object') SHAPES.set(schema, name);
    }
  }
  return new Map([
    ['configuration.md', configuration()],
    ['rest.md', rest()],
    ['socket.md', socket()],
    ['errors.md', errors()],
    ['shapes.md', shapes()],
  ]);
}
