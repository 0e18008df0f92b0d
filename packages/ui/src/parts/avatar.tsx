import { type CSSProperties, useState } from 'react';
import { hueOf, initialsOf } from '../base/names.ts';
import type { AvatarProps } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';
import { Icon } from './icon.tsx';

/** A face: the person's picture, else initials on a hue of their own. Decoration beside a name, so it has no text itself. */
export function Avatar({ person, size = 'm', online = false, isNote = false, isGroup = false }: AvatarProps) {
  const t = useText();
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const picture = person.avatarUrl === brokenUrl ? null : person.avatarUrl;
  const style: CSSProperties & Record<'--ntr-hue', number> = { '--ntr-hue': hueOf(person.userId) };
  return (
    <span
      className="ntr-avatar"
      data-size={size}
      data-note={isNote || undefined}
      data-group={isGroup || undefined}
      style={style}
    >
      {isNote ? (
        <Icon name="note" size={24} />
      ) : picture === null ? (
        <span className="ntr-avatar__initials" aria-hidden="true">
          {initialsOf(person.displayName)}
        </span>
      ) : (
        <img
          className="ntr-avatar__picture"
          src={picture}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBrokenUrl(picture)}
        />
      )}
      {online && (
        <span className="ntr-avatar__dot">
          <span className="ntr-hidden">{t('presence.online')}</span>
        </span>
      )}
    </span>
  );
}
