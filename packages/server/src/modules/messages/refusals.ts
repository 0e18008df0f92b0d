/** What a suspended person is told wherever they would write. */
export const SUSPENDED = 'You are suspended from messaging for now. You can still read.';
