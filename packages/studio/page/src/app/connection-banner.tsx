import { useQueryClient } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useIsAnswering } from '../api/connection.js';
import { getCapabilities } from '../api/datasets.js';
import { keys } from '../api/queries.js';
import styles from './connection-banner.module.css';

/** How often the page looks whether the server is back, in milliseconds. */
const LOOK_EVERY = 1_000;

/** Tells that the server does not answer, looks for it, and lets the page go on when it is back. */
export function ConnectionBanner() {
  const isAnswering = useIsAnswering();
  const client = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (isAnswering) return;
    const timer = setInterval(() => {
      // The answer says more than that there is one only to those who ask for it.
      getCapabilities().catch(() => undefined);
    }, LOOK_EVERY);
    return () => {
      clearInterval(timer);
    };
  }, [isAnswering]);
  useEffect(() => {
    if (!isAnswering) wasAway.current = true;
    else if (wasAway.current) {
      wasAway.current = false;
      // The server may have begun anew, with other tokens.
      void client.invalidateQueries({ queryKey: keys.capabilities });
      void client.refetchQueries({
        type: 'active',
        predicate: ({ state }) => state.error !== null || state.fetchFailureReason !== null,
      });
    }
  }, [isAnswering, client]);
  // The region is there before what it tells, and dialogs hide all but what has `aria-live`.
  return (
    <div role="status" aria-live="polite">
      {isAnswering ? null : (
        <div className={styles.banner}>
          <CloudOff aria-hidden />
          <span>
            <strong>The server does not answer.</strong> What you typed is kept in this browser. The
            page goes on by itself when the server is back.
          </span>
        </div>
      )}
    </div>
  );
}
