import type { CatalogueEntry } from './manifest.ts';
import type { AlteredFact, Difference } from './verify-compare.ts';

/** Longest text of a definition that is quoted whole. */
const QUOTED = 300;

/** What is wrong, in a sentence that names the thing, what it should be and what it is. */
export function describeDifference(difference: Difference): string {
  const { entry } = difference;
  if (difference.what === 'altered') {
    return difference.facts.map((fact) => describeAltered(entry, fact)).join(' ');
  }
  return difference.what === 'missing' ? describeMissing(entry) : describeSurplus(entry);
}

function describeMissing(entry: CatalogueEntry): string {
  switch (entry.kind) {
    case 'grant': {
      const { privilege, object, role } = readGrant(entry);
      return `${role} lacks ${privilege} on ${object}: the grant is missing.`;
    }
    case 'policy role': {
      const { policy, role } = readPolicyRole(entry);
      return `The policy ${policy} does not hold for ${role}, as it should.`;
    }
    case 'default privileges':
      return `The default privileges ${entry.name} are missing: what is created later would be open to everybody.`;
    default:
      return `The ${nameOf(entry)} is missing.`;
  }
}

function describeSurplus(entry: CatalogueEntry): string {
  switch (entry.kind) {
    case 'grant': {
      const { privilege, object, role } = readGrant(entry);
      return `${role === 'PUBLIC' ? 'Everybody (PUBLIC)' : role} has ${privilege} on ${object}, and should not: the grant is surplus.`;
    }
    case 'policy role': {
      const { policy, role } = readPolicyRole(entry);
      return `The policy ${policy} holds for ${role === 'PUBLIC' ? 'everybody (PUBLIC)' : role}, and should not.`;
    }
    case 'publication':
      return `The publication ${entry.name} tells our rows to its subscribers, and should not.`;
    case 'relation':
      return `The ${entry.facts['kind'] ?? 'relation'} ${entry.name} is surplus: it is not ours.`;
    case 'other object':
      return `There is a ${entry.name} in our schema that is surplus: it is not ours.`;
    case 'index':
      return entry.facts['state'] === 'invalid'
        ? `The index ${entry.name} is surplus and invalid: what made it was interrupted.`
        : `The index ${entry.name} is surplus: it is not ours.`;
    default:
      return `The ${nameOf(entry)} is surplus: it is not ours.`;
  }
}

function describeAltered(entry: CatalogueEntry, { fact, expected, found }: AlteredFact): string {
  const name = nameOf(entry);
  if (fact === 'body') {
    return entry.name === 'now()'
      ? 'The clock natter.now() is replaced: its body is not ours.'
      : `The ${name} is altered: its body is not ours.`;
  }
  if (entry.kind === 'index' && fact === 'state') return `The ${name} is invalid: rebuild it with REINDEX.`;
  if (entry.kind === 'grant') {
    const { privilege, object, role } = readGrant(entry);
    return `${role} may pass on ${privilege} on ${object}, and should not.`;
  }
  if (fact === 'row-level security') return `The ${name} is altered: row-level security is ${found}.`;
  if (entry.kind === 'trigger' && fact === 'state') return `The ${name} is altered: it is ${found}.`;
  return `The ${name} is altered: ${fact} is ${quote(found)} instead of ${quote(expected)}.`;
}

function nameOf({ kind, name }: CatalogueEntry): string {
  switch (kind) {
    case 'function':
    case 'type':
      return `${kind} natter.${name}`;
    case 'policy':
    case 'trigger':
    case 'rule':
    case 'constraint': {
      const { before, after } = splitAt(name, '.');
      return `${kind} ${after} on ${before}`;
    }
    default:
      return `${kind} ${name}`;
  }
}

function readGrant({ name }: CatalogueEntry): { privilege: string; object: string; role: string } {
  const { before: privilege, after } = splitAt(name, ' on ');
  const at = after.lastIndexOf(' to ');
  return { privilege, object: after.slice(0, at), role: after.slice(at + 4) };
}

function readPolicyRole({ name }: CatalogueEntry): { policy: string; role: string } {
  const { before: whole, after: role } = splitAt(name, ' for ');
  const { before: table, after: policy } = splitAt(whole, '.');
  return { policy: `${policy} on ${table}`, role };
}

function splitAt(text: string, separator: string): { before: string; after: string } {
  const at = text.indexOf(separator);
  return { before: text.slice(0, at), after: text.slice(at + separator.length) };
}

function quote(text: string): string {
  if (text === '') return 'nothing';
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > QUOTED ? `“${line.slice(0, QUOTED)}…”` : `“${line}”`;
}
