import { buildPart, isStale, parts } from '../../tools/lib/build-parts.mjs';

/** Before the first journey: the web app is built when it is not what its sources say. */
export default async function buildWeb() {
  const web = parts.find(({ name }) => name === 'web');
  if (web !== undefined && isStale(web)) await buildPart(web);
}
