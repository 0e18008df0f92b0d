export { describeOptions, type OptionDescription } from './describe-options.ts';
export { OPTIONS, type OptionName } from './options.ts';
export { ConfigError, type Environment, readConfig, readOption } from './read-config.ts';
export { ROLES, type Role } from './roles.ts';
export type { ServerConfig, TokenKeys } from './server-config.ts';
