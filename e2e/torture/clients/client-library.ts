import { pathToFileURL } from 'node:url';
import * as current from '@natter/client';

/** What devices need of @natter/client, of whatever version. */
export type ClientLibrary = Pick<
  typeof current,
  'createNatterClient' | 'isTransient' | 'memoryStorage' | 'MessagingError' | 'singleTab' | 'systemPlatform'
>;

const NEEDED = [
  'createNatterClient',
  'isTransient',
  'memoryStorage',
  'MessagingError',
  'singleTab',
  'systemPlatform',
] as const satisfies readonly (keyof ClientLibrary)[];

export const currentClient: ClientLibrary = current;

/**
 * A bundle of @natter/client built from another commit (docs/reliability.md). Errors: it cannot be loaded, or does not have what devices
 * need; that it then behaves as ours does is what a run is to show.
 */
export async function loadClient(file: string): Promise<ClientLibrary> {
  const loaded: ClientLibrary = await import(pathToFileURL(file).href);
  const absent = NEEDED.filter((name) => !(name in loaded));
  if (absent.length > 0) throw new Error(`${file} has no ${absent.join(', ')}: is it a bundle of @natter/client?`);
  return loaded;
}
