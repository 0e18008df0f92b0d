import type { Member } from '../../shared/wire.ts';

/** A member's picture, as a stamp. */
export function Face({ member, size }: { readonly member: Pick<Member, 'face'>; readonly size: number }) {
  return <img className="br-face" src={member.face} alt="" width={size} height={size} loading="lazy" />;
}
