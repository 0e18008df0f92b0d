import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { measureBundle, measurePage } from './measure-sizes.mjs';

it('counts what a page loads at once, through all its static imports, and nothing that comes by need', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natter-sizes-'));
  try {
    const files = {
      'index.html': '<script type="module" src="/assets/a.js"></script><link href="/assets/a.css">',
      'assets/a.js': 'import{x}from"./b.js";import("./later.js");x()',
      'assets/b.js': 'import"./c.js";export const x=()=>1',
      'assets/c.js': 'globalThis.c=1',
      'assets/later.js': 'globalThis.later=1',
      'assets/a.css': 'a{}',
    };
    mkdirSync(join(folder, 'assets'));
    for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
    const zipped = (path) => gzipSync(files[path], { level: 9 }).length;
    expect(measurePage(folder, 'index.html')).toBe(
      zipped('assets/a.js') + zipped('assets/b.js') + zipped('assets/c.js'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('counts a bundle without what the app has anyway and without what comes by need', async () => {
  const none = await measureBundle('export const a = 1;');
  const outside = await measureBundle("export { useState } from 'react';", ['react']);
  const later = await measureBundle("export const later = () => import('react');");
  const whole = await measureBundle("export { useState } from 'react';");
  expect(none).toBeLessThan(100);
  expect(outside).toBeLessThan(150);
  expect(later).toBeLessThan(whole / 2);
});
