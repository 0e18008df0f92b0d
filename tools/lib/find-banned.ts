import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Something that a source file must not contain, and what to do instead. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

const CLOCK = 'take the time from the clock port';
const CHANCE = 'take it from the ids or random port';
const TIMERS = 'take timers from the clock port';
const SETTINGS = 'read the configuration that was given';
const LOG = 'write to the log port';

const BANNED_MEMBERS = new Map([
  ['Date.now', CLOCK],
  ['performance.now', CLOCK],
  ['Math.random', CHANCE],
  ['process.env', SETTINGS],
]);
const BANNED_GLOBALS = new Map([
  ['setTimeout', TIMERS],
  ['setInterval', TIMERS],
  ['setImmediate', TIMERS],
  ['console', LOG],
]);
const BANNED_MODULES = new Map([
  ['node:timers', TIMERS],
  ['node:timers/promises', TIMERS],
  ['node:console', LOG],
]);

/** Where time, chance, settings and output come in: the edges of the program, and everything that only tests it. */
const EDGES =
  /\/adapters\/|\.(web|node|native)\.tsx?$|\/testing\/|\.(test|spec|contract)\.tsx?$|\.test-d\.ts$|^packages\/testkit\//;
const DATABASE = /^packages\/server\/src\/database\/|\/testing\/|\.(test|spec|contract)\.tsx?$|^packages\/testkit\//;

/** The sources of the packages as paths from `root`, with forward slashes. */
export function listSources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : listSources(root, path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Finds what a file takes from its surroundings without having been given it (time, chance, timers, the environment, the
 * console), and calls of our SQL functions outside the folder that owns them. Does not see through aliases: it catches
 * habits, not intent.
 */
export function findBanned(root: string, file: string): Finding[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const bad =
      (EDGES.test(file) ? undefined : judgeSurroundings(node)) ?? (DATABASE.test(file) ? undefined : judgeSql(node));
    if (bad !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      findings.push({ file, line: line + 1, ...bad });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

type Judgement = Pick<Finding, 'found' | 'instead'> | undefined;

function judgeSurroundings(node: ts.Node): Judgement {
  if (ts.isPropertyAccessExpression(node)) {
    const found = `${node.expression.getText().replace(/^globalThis\./, '')}.${node.name.text}`;
    return (
      judge(found, BANNED_MEMBERS) ??
      (node.expression.getText() === 'globalThis' ? judge(node.name.text, BANNED_GLOBALS) : undefined)
    );
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    return { found: 'new Date()', instead: CLOCK };
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return judge(node.moduleSpecifier.text, BANNED_MODULES);
  return ts.isIdentifier(node) && isReference(node) ? judge(node.text, BANNED_GLOBALS) : undefined;
}

/** Whether the identifier stands for a value, rather than naming a member or declaring something. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isTypeQueryNode(parent) || ts.isTypeReferenceNode(parent) || ts.isImportSpecifier(parent)) return false;
  return !(
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent)
  );
}

function judgeSql(node: ts.Node): Judgement {
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  const call = isText ? /\bnatter\.[a-z_]+\s*\(/.exec(node.text) : null;
  return call === null
    ? undefined
    : { found: `SQL ${call[0]}…)`, instead: 'call it through packages/server/src/database' };
}

function judge(found: string, banned: ReadonlyMap<string, string>): Judgement {
  const instead = banned.get(found);
  return instead === undefined ? undefined : { found, instead };
}
