/** Claims of a token whose signature, issuer, audience and times are good. What they mean is decided elsewhere. */
export type VerifiedClaims = Readonly<Record<string, unknown>>;

/**
 * Checks a person's token by the algorithms that the configuration fixes; the token has no say in it.
 * Errors: `DomainError` `unauthenticated` for a bad token, `unavailable` when the keys cannot be fetched.
 */
export interface TokenVerifier {
  verify(token: string): Promise<VerifiedClaims>;
  /** Where keys are fetched from somewhere: whether that is held back from. */
  readonly breaker?: { readonly what: string; readonly isOpen: boolean };
}
