export const root: string;
export function inRoot(...parts: readonly string[]): string;
