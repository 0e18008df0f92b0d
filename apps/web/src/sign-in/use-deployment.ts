import { CALLS, DEMO_CALLS, DemoPeople, type DemoPerson, PublicConfig } from '@natter/protocol';
import { useCallback, useEffect, useState } from 'react';

/** What the sign-in page knows of the deployment. */
export type Deployment =
  | { readonly state: 'loading' }
  | { readonly state: 'failed' }
  | { readonly state: 'host'; readonly config: PublicConfig }
  | { readonly state: 'demo'; readonly config: PublicConfig; readonly people: readonly DemoPerson[] };

async function getJson(path: string): Promise<unknown> {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function askDeployment(): Promise<Deployment> {
  const config = PublicConfig.parse(await getJson(CALLS.getConfig.path));
  if (!config.demo) return { state: 'host', config };
  const { people } = DemoPeople.parse(await getJson(DEMO_CALLS.demoPeople.path));
  return { state: 'demo', config, people };
}

/** Asks the server what it is; `retry` asks again. */
export function useDeployment(): { readonly deployment: Deployment; readonly retry: () => void } {
  const [deployment, setDeployment] = useState<Deployment>({ state: 'loading' });
  const ask = useCallback(() => {
    let isCurrent = true;
    setDeployment({ state: 'loading' });
    askDeployment().then(
      (known) => {
        if (isCurrent) setDeployment(known);
      },
      () => {
        if (isCurrent) setDeployment({ state: 'failed' });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  useEffect(ask, [ask]);
  return { deployment, retry: ask };
}
