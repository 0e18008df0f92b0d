/** Names that `docs` promise for capabilities that this version does not have. Set, they are answered by a warning. */
const PLANNED = /^(S3|VAPID|FCM|APNS|NATTER_TURN)_/;

/** Features of later versions: switching them has no effect yet. */
export const PLANNED_FEATURES: ReadonlySet<string> = new Set([
  'groups',
  'media',
  'calls',
  'polls',
  'forwarding',
  'encryption',
  'reactions',
  'search',
  'requests',
  'offers',
  'push',
]);

export function isPlannedOption(name: string): boolean {
  return PLANNED.test(name);
}
