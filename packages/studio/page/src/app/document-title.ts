import { useEffect } from 'react';

const NAME = 'Mastra Datasets';

/** Names the window after what is shown. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${NAME}`;
    return () => {
      document.title = NAME;
    };
  }, [title]);
}
