import type { Member } from '../../shared/wire.ts';
import { OFFICES, TIERS } from './words.ts';

/** What somebody is in the shop: their office, if any, and their membership. */
export function Standing({ member }: { readonly member: Pick<Member, 'office' | 'tier'> }) {
  return (
    <span className="br-standing">
      {member.office !== null && <span className="br-office">{OFFICES[member.office]}</span>}
      <span className="br-tier" data-tier={member.tier}>
        {TIERS[member.tier]}
      </span>
    </span>
  );
}
