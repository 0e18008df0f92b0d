import type { Plugin } from 'esbuild';

export function keepOthersOutside(folder: string): Plugin;
