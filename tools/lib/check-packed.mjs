import { posix } from 'node:path';

/** Relative imports of a module or a declaration, static, dynamic and for types. */
const RELATIVE = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n]+)\1/g;
/** A declaration names its neighbour as the source does; this is the file that a compiler then reads. */
const declarationOf = (path) => path.replace(/(?<!\.d)\.tsx?$/, '.d.ts').replace(/\.js$/, '.d.ts');

/**
 * What is wrong with a package as it would be installed, one sentence each; nothing when all is well.
 *
 * @param {{ exports: Record<string, Record<string, string>> }} manifest
 * @param {Map<string, string>} files path in the package (`dist/index.js`) → content
 */
export function checkPacked(manifest, files) {
  const faults = [];
  for (const [name, conditions] of Object.entries(manifest.exports)) {
    for (const [condition, target] of Object.entries(conditions)) {
      // For work in this repository only: a host does not set it, and the sources are not packed.
      if (condition === 'natter-source') continue;
      if (!files.has(posix.normalize(target))) faults.push(`exports "${name}" promises ${target}, which is not packed`);
    }
  }
  for (const [path, content] of files) {
    if (/\.(test|contract)\.|\/testing\//.test(path)) faults.push(`${path} is for tests and is packed`);
    const isDeclaration = path.endsWith('.d.ts');
    if (!isDeclaration && !path.endsWith('.js')) continue;
    for (const [, , specifier] of content.matchAll(RELATIVE)) {
      const target = posix.join(posix.dirname(path), specifier);
      if (!files.has(isDeclaration ? declarationOf(target) : target)) {
        faults.push(`${path} imports ${specifier}, which is not packed`);
      }
    }
  }
  return faults;
}
