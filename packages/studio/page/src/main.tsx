import './styles/tokens.css';
import './styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeTokenFromAddress } from './api/token.js';
import { listenForKeys } from './app/keyboard.js';
import { createPageQueryClient } from './app/session.js';
import { createPageRouter } from './app/router.js';
import { applyTheme } from './app/theme.js';
import { followTabs, guardDrafts } from './draft/draft-store.js';

takeTokenFromAddress();
applyTheme();
listenForKeys();
guardDrafts();
followTabs();

const container = document.getElementById('root');
if (container === null) throw new Error('The page has no place for the application.');
const queryClient = createPageQueryClient();
const router = createPageRouter(queryClient);
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
