import type { Me, Settings, SettingsPatch, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';

export interface OwnSettings {
  /** Changes my switches; one left out stays. */
  put(userId: UserId, patch: SettingsPatch): Promise<Settings>;
}

interface SettingsDeps {
  readonly platform: Platform;
  readonly forget: (userIds: readonly UserId[]) => void;
  readonly hidePresence: (userId: UserId) => void;
}

export function createSettings({ platform, forget, hidePresence }: SettingsDeps): OwnSettings {
  return {
    put: async (userId, patch) => {
      const settings = await platform.database.putSettings(userId, patch);
      forget([userId]);
      if (patch.presence === false) hidePresence(userId);
      return presentSettings(settings);
    },
  };
}

export function presentMe(me: MeRow): Me {
  return {
    userId: me.userId,
    displayName: me.displayName,
    avatarUrl: me.avatarUrl,
    tier: me.tier,
    roles: [...me.roles],
    settings: presentSettings(me.settings),
    ...(me.office !== null && { office: me.office }),
    can: { start: me.canStart, moderate: me.canModerate },
    suspendedUntil: me.suspendedUntil?.toISOString() ?? null,
  };
}

export function presentSettings({ readReceipts, typingIndicators, presence }: MeRow['settings']): Settings {
  return { readReceipts, typingIndicators, presence };
}
