/** The browser for tests, unpacked from npm on first use; `CHROMIUM_PATH` names another one. */
export function chromium(): { readonly path: string; readonly env: Readonly<Record<string, string>> };

/** The program alone. */
export function chromiumPath(): string;
