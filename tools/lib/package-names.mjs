/** The packages that a host installs, each after those it needs. */
export const packageNames = ['protocol', 'model', 'client', 'react', 'ui', 'host'];
