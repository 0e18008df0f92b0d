import { ERRORS, type ErrorCode } from '@natter/protocol';

/** What the fake refuses with. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, retryAfter?: number) {
    super(code);
    this.code = code;
    this.retryAfter = retryAfter;
  }
  get body() {
    return {
      code: this.code,
      detail: ERRORS[this.code].detail,
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    };
  }
}
