import { useLocation, useRouter } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';

/** Where somebody came from, who wants to go back to the same place. */
export interface Origin {
  /** What the screen is called. */
  readonly label: string;
  /** Its address, with all that it showed. */
  readonly href: string;
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    readonly origin?: Origin;
  }
}

/** Where the screen was come to from; `otherwise` where its address was opened by itself. */
export function useOrigin(otherwise: Origin): Origin {
  return useLocation({ select: ({ state }) => state.origin }) ?? otherwise;
}

/** Goes to an origin. */
export function useReturn({ href }: Origin): () => void {
  const router = useRouter();
  return () => {
    router.history.push(href);
  };
}

export interface BackLinkProps {
  readonly origin: Origin;
  readonly className: string | undefined;
}

/** Leads back to where one came from. */
export function BackLink({ origin, className }: BackLinkProps) {
  const goBack = useReturn(origin);
  return (
    <a
      href={origin.href}
      className={className}
      onClick={(event) => {
        // With such a key, the browser opens it elsewhere.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goBack();
      }}
    >
      <ArrowLeft aria-hidden />
      {origin.label}
    </a>
  );
}
